-- Who draws something: everybody enrolled. While a run is being controlled, everybody it pays.
SELECT DISTINCT person FROM enrolment
