-- 2a. Span: from which month to which month each enrolment runs, whatever interrupts it. One place for all benefits.
-- First month: stated in the roster, else by the benefit's start rule; someone who moved in is ours from January of
-- the next year (伤残抚恤管理办法 art. 23), or from the month after the last one the other county paid when that is
-- later. Last month: the month of death is still paid (art. 26), the year of moving away is paid to its end, an end date
-- is paid to its month. Only what counts ends anything: a proposal holds (see 30_interruption). Whatever changed, the
-- month of the run is in scope: a raise may be known before it takes effect.

CREATE TEMP TABLE death_day (person INTEGER PRIMARY KEY, died_on TEXT NOT NULL);
INSERT INTO death_day SELECT person, died_on FROM death_best;

CREATE TEMP TABLE arrival (person INTEGER NOT NULL, moved_on TEXT NOT NULL, ours_from TEXT NOT NULL, place TEXT NOT NULL, PRIMARY KEY (person, moved_on)) WITHOUT ROWID;
INSERT OR REPLACE INTO arrival
SELECT person, moved_on,
       MAX((substr(moved_on, 1, 4) + 1) || '-01', coalesce(strftime('%Y-%m', paid_through || '-01', '+1 month'), '')), place
FROM move_best
WHERE direction = 'in';

-- Who left and came back was away in between (see 30_interruption); only who came for the first time begins late, and
-- only who left for good ends.
CREATE TEMP TABLE moved (person INTEGER PRIMARY KEY, ours_from TEXT, ours_to TEXT);
INSERT INTO moved
SELECT person, MAX(ours_from), MAX(ours_to)
FROM (
  SELECT i.person, i.ours_from, NULL AS ours_to
  FROM arrival i
  WHERE NOT EXISTS (SELECT 1 FROM move_best o WHERE o.person = i.person AND o.direction = 'out' AND o.moved_on <= i.moved_on)
  UNION ALL
  SELECT o.person, NULL, substr(o.moved_on, 1, 4) || '-12'
  FROM move_best o
  WHERE o.direction = 'out' AND NOT EXISTS (SELECT 1 FROM arrival i WHERE i.person = o.person AND i.moved_on >= o.moved_on)
)
GROUP BY person;

CREATE TEMP TABLE span (
  enrolment INTEGER PRIMARY KEY, person INTEGER NOT NULL, policy TEXT NOT NULL,
  first_month TEXT NOT NULL, last_month TEXT NOT NULL, end_reason TEXT NOT NULL, scope_from TEXT NOT NULL,
  term_versions INTEGER NOT NULL
);

INSERT INTO span
SELECT b.enrolment, b.person, b.policy,
       MAX(coalesce(b.begins, '9999-12'), coalesce(v.ours_from, '0000-00'), :first_month),
       MIN(coalesce(substr(d.died_on, 1, 7), '9999-12'), coalesce(v.ours_to, '9999-12'), b.ends),
       CASE MIN(coalesce(substr(d.died_on, 1, 7), '9999-12'), coalesce(v.ours_to, '9999-12'), b.ends)
            WHEN '9999-12' THEN '' WHEN substr(d.died_on, 1, 7) THEN 'died' WHEN v.ours_to THEN 'moved' ELSE 'ended' END,
       CASE WHEN :full OR EXISTS (SELECT 1 FROM changed_person c WHERE c.person = b.person) THEN :first_month
            ELSE coalesce((SELECT MIN(MAX(c.from_month, :first_month), :month) FROM changed_policy c WHERE c.policy = b.policy), :month) END,
       b.term_versions
FROM (
  SELECT e.enrolment, e.person, e.policy, COUNT(t.id) AS term_versions,
         MIN(CASE r.starts
               WHEN 'birthday-month'       THEN MAX(coalesce(t.start_month, '0000-00'), (substr(p.born_on, 1, 4) + 60) || substr(p.born_on, 5, 3))
               WHEN 'january-of-year'      THEN MAX(coalesce(t.start_month, '0000-00'), (substr(p.born_on, 1, 4) + 60) || '-01')
               WHEN 'month-after-birthday' THEN MAX(coalesce(t.start_month, '0000-00'), strftime('%Y-%m', (substr(p.born_on, 1, 4) + 60) || substr(p.born_on, 5, 3) || '-01', '+1 month'))
               WHEN 'approval-month'       THEN coalesce(t.start_month, substr(t.approved_on, 1, 7), t.from_month)
               WHEN 'month-after-approval' THEN coalesce(t.start_month, strftime('%Y-%m', substr(t.approved_on, 1, 7) || '-01', '+1 month'), t.from_month)
             END) AS begins,
         coalesce(substr(MAX(t.from_month || coalesce(t.ends_on, '9999-12-31')), 8, 7), '0000-00') AS ends
  FROM enrolment e
  JOIN person p ON p.person = e.person
  JOIN policy_rule r ON r.policy = e.policy AND r.kind = 'roster'
  LEFT JOIN terms t ON t.enrolment = e.enrolment AND t.ended_by IS NULL
  WHERE :person IS NULL OR e.person = :person
  GROUP BY e.enrolment
) b
LEFT JOIN death_day d ON d.person = b.person
LEFT JOIN moved v ON v.person = b.person
WHERE b.begins IS NOT NULL OR b.term_versions = 0;

-- What is paid on an occasion has no span of its own: its months are those in which occasions were decided.
INSERT INTO span
SELECT e.enrolment, e.person, e.policy, :first_month, :month, 'withdrawn',
       CASE WHEN :full OR EXISTS (SELECT 1 FROM changed_person c WHERE c.person = e.person) THEN :first_month
            ELSE coalesce((SELECT MIN(MAX(c.from_month, :first_month), :month) FROM changed_policy c WHERE c.policy = e.policy), :month) END, 0
FROM enrolment e
JOIN policy_rule r ON r.policy = e.policy AND r.kind = 'occasion'
WHERE :person IS NULL OR e.person = :person;
