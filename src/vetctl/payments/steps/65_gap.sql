-- 4b. A gap (no answer, no standard, a missing fact) holds the enrolment for that month; never zero, never dropped.
-- `missing` names the fact; a benefit may also give a code of its own and what fills its sentence: 'E430 20000.00'.

INSERT INTO held_month
SELECT a.enrolment, a.month,
       CASE WHEN MAX(d.missing) IS NULL THEN 'E401' WHEN MAX(d.missing) GLOB 'E4[0-9][0-9] *' THEN substr(MAX(d.missing), 1, 4) ELSE 'E402' END,
       CASE WHEN MAX(d.missing) GLOB 'E4[0-9][0-9] *' THEN substr(MAX(d.missing), 6)
            ELSE coalesce(MAX(d.missing), a.policy || ' ' || a.category || coalesce(' ' || a.nature || '-' || a.grade, '')) END
FROM active_month a
JOIN policy_rule r ON r.policy = a.policy AND r.kind = :kind
LEFT JOIN due d ON d.enrolment = a.enrolment AND d.month = a.month
WHERE d.due_fen IS NULL AND :kind <> 'occasion'
GROUP BY a.enrolment, a.month;

-- An occasion that cannot be worked out is held by itself; the person's others of the month go on. One that its benefit
-- did not answer at all is held too.
INSERT INTO held_occasion
SELECT a.enrolment, a.month, o.reference,
       CASE WHEN MAX(d.missing) IS NULL THEN 'E401' WHEN MAX(d.missing) GLOB 'E4[0-9][0-9] *' THEN substr(MAX(d.missing), 1, 4) ELSE 'E402' END,
       o.reference || ' ' || CASE WHEN MAX(d.missing) GLOB 'E4[0-9][0-9] *' THEN substr(MAX(d.missing), 6) ELSE coalesce(MAX(d.missing), a.policy) END
FROM active_month a
JOIN policy_rule r ON r.policy = a.policy AND r.kind = 'occasion'
JOIN occasion o ON o.enrolment = a.enrolment AND o.ended_by IS NULL AND substr(o.decided_on, 1, 7) = a.month
LEFT JOIN (SELECT enrolment, month, occasion, missing, due_fen FROM due WHERE occasion IS NOT NULL
           UNION ALL SELECT enrolment, month, occasion, missing, due_fen FROM borne) d
       ON d.enrolment = a.enrolment AND d.month = a.month AND d.occasion = o.id
WHERE d.due_fen IS NULL AND :kind = 'occasion'
GROUP BY o.id;
