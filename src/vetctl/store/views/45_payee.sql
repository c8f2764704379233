-- Who draws something: everybody enrolled; of two entries that were one person the survivor. While a run is being
-- controlled, everybody it pays.
SELECT DISTINCT person FROM enrolment WHERE person NOT IN (SELECT absorbed FROM merged)
