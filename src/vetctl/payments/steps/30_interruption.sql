-- 2b. Interruptions of a person's benefits: [from_month, until_month).
-- suspend: never paid and never paid back (2011 Regulation art. 50). unconfirmed: 60 days after the notice without
-- contact, stopped from the next month; after a confirmation paid again from the next month, the gap is not paid
-- back (伤残抚恤管理办法 art. 25). moved: away between leaving and coming back. A hold is no interruption: what it
-- withholds stays due (see 80_change).

CREATE TEMP TABLE interruption (
  person INTEGER NOT NULL, from_month TEXT NOT NULL, until_month TEXT NOT NULL, kind TEXT NOT NULL, detail TEXT NOT NULL,
  policy TEXT NOT NULL,   -- the benefit it stands for; empty: all of the person's
  PRIMARY KEY (person, from_month, kind, policy)
) WITHOUT ROWID;

INSERT OR REPLACE INTO interruption
SELECT person, from_month, coalesce(resumed_month, '9999-12'), 'suspended', reason, policy
FROM suspension_best
WHERE kind = 'suspend';

INSERT OR REPLACE INTO interruption
SELECT person, strftime('%Y-%m', lapsed_on, 'start of month', '+1 month'),
       coalesce(strftime('%Y-%m', confirmed_on, 'start of month', '+1 month'), '9999-12'),
       'unconfirmed', year || '：' || noticed_on, ''
FROM (SELECT person, year, noticed_on, confirmed_on, date(noticed_on, '+60 days') AS lapsed_on FROM confirmation_now WHERE noticed_on IS NOT NULL)
WHERE confirmed_on IS NULL OR confirmed_on > lapsed_on;

INSERT OR REPLACE INTO interruption
SELECT o.person, (substr(o.moved_on, 1, 4) + 1) || '-01', a.ours_from, 'moved', o.place, ''
FROM move_best o
JOIN arrival a ON a.person = o.person
 AND a.moved_on = (SELECT MIN(n.moved_on) FROM arrival n WHERE n.person = o.person AND n.moved_on >= o.moved_on)
WHERE o.direction = 'out' AND a.ours_from > (substr(o.moved_on, 1, 4) + 1) || '-01';

CREATE TEMP TABLE on_hold (
  person INTEGER NOT NULL, policy TEXT NOT NULL, from_month TEXT NOT NULL, until_month TEXT NOT NULL, code TEXT NOT NULL, detail TEXT NOT NULL,
  PRIMARY KEY (person, policy, from_month, code)
) WITHOUT ROWID;

-- A hold stands from its month until the month it is released in; then everything it kept back is paid. It may be
-- passed for the run of one month; the next run holds again by itself.
INSERT OR IGNORE INTO on_hold
SELECT h.person, h.policy, h.from_month, '9999-12', 'E404', h.reason
FROM suspension_best h
WHERE h.kind = 'hold' AND h.from_month <= :month AND (h.resumed_month IS NULL OR h.resumed_month > :month)
  AND NOT EXISTS (SELECT 1 FROM bypass b WHERE b.person = h.person AND b.month = :month AND b.policy IN ('', h.policy));

-- A stop that somebody else's list proposes is held until a clerk has answered: confirmed it ends the benefit, refused
-- everything kept back is paid. It cannot be passed.
INSERT OR IGNORE INTO on_hold
SELECT person, policy, from_month, until_month, 'E413', kind || ' ' || source || ' ' || day
FROM stop_open
WHERE from_month <= :month
ORDER BY from_month, day, source;
