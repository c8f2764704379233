-- 2b. Interruptions of a person's benefits: [from_month, until_month).
-- suspend: never paid and never paid back (2011 Regulation art. 50). unconfirmed: 60 days after the notice without
-- contact, stopped from the next month; after a confirmation paid again from the next month, the gap is not paid
-- back (伤残抚恤管理办法 art. 25). A hold is no interruption: what it withholds stays due (see 80_change).

CREATE TEMP TABLE interruption (
  person INTEGER NOT NULL, from_month TEXT NOT NULL, until_month TEXT NOT NULL, kind TEXT NOT NULL, detail TEXT NOT NULL,
  PRIMARY KEY (person, from_month, kind)
) WITHOUT ROWID;

INSERT OR REPLACE INTO interruption
SELECT person, from_month, coalesce(resumed_month, '9999-12'), 'suspended', reason
FROM suspension_now
WHERE kind = 'suspend';

INSERT OR REPLACE INTO interruption
SELECT person, strftime('%Y-%m', lapsed_on, 'start of month', '+1 month'),
       coalesce(strftime('%Y-%m', confirmed_on, 'start of month', '+1 month'), '9999-12'),
       'unconfirmed', year || '：' || noticed_on
FROM (SELECT person, year, noticed_on, confirmed_on, date(noticed_on, '+60 days') AS lapsed_on FROM confirmation_now WHERE noticed_on IS NOT NULL)
WHERE confirmed_on IS NULL OR confirmed_on > lapsed_on;

CREATE TEMP TABLE on_hold (person INTEGER NOT NULL, from_month TEXT NOT NULL, detail TEXT NOT NULL, PRIMARY KEY (person, from_month)) WITHOUT ROWID;

-- A hold stands from its month until the month it is released in; then everything it kept back is paid.
INSERT INTO on_hold
SELECT person, from_month, reason
FROM suspension_now
WHERE kind = 'hold' AND from_month <= :month AND (resumed_month IS NULL OR resumed_month > :month);
