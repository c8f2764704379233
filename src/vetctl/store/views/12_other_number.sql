-- Numbers that find a person without being that person's number now: former ones, and those of people found to be the same.
SELECT f.number, 'former' AS kind, coalesce(s.survivor, f.person) AS person
FROM former_number f
LEFT JOIN merged_into s ON s.person = f.person
WHERE f.number NOT IN (SELECT id_no FROM person)
UNION
SELECT p.id_no, 'merged', s.survivor
FROM merged_into s JOIN person p ON p.person = s.person
