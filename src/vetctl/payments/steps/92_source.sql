-- 8b. Who pays the run, benefit by benefit.

INSERT INTO source_sum (run, policy, central_fen, province_fen, city_fen, county_fen)
SELECT :run, e.policy, SUM(l.central_fen), SUM(l.province_fen), SUM(l.city_fen), SUM(l.amount_fen - l.central_fen - l.province_fen - l.city_fen)
FROM line l JOIN enrolment e ON e.enrolment = l.enrolment
WHERE l.run = :run
GROUP BY e.policy;
