-- The day of death that counts: the earliest that is a fact or was confirmed. Sources that differ are an audit finding (A02).
SELECT person, MIN(died_on) AS died_on, MAX(died_on) AS latest_died_on, COUNT(*) AS sources
FROM death_claim
WHERE state IN ('fact', 'confirmed')
GROUP BY person
