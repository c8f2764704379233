-- Everybody enrolled in a benefit, with the terms that hold today (the latest ones). Who was merged into somebody else
-- keeps what was paid, and is not enrolled any more.
SELECT e.enrolment, e.person, e.policy, p.id_no, p.born_on, p.sex, f.name, f.township, f.village, f.hukou,
       t.category, t.grade, t.nature, t.approved_on, t.start_month, t.ends_on, t.end_reason, t.document, t.certificate,
       t.added_by, t.sheet, t.row_no
FROM enrolment e
JOIN person p ON p.person = e.person
JOIN profile f ON f.person = e.person AND f.ended_by IS NULL
JOIN terms t ON t.enrolment = e.enrolment AND t.ended_by IS NULL
WHERE e.person NOT IN (SELECT absorbed FROM merged)
  AND NOT EXISTS (SELECT 1 FROM terms later
                  WHERE later.enrolment = t.enrolment AND later.ended_by IS NULL AND later.from_month > t.from_month)
