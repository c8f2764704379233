-- The day of death that counts: the earliest any source gives. Sources that differ are an audit finding (A02).
SELECT person, MIN(died_on) AS died_on, MAX(died_on) AS latest_died_on, COUNT(*) AS sources
FROM death
WHERE ended_by IS NULL
GROUP BY person
