-- Payees nobody has looked at yet. While a run is being controlled, those the run before did not pay, and those whose
-- address or account came in since; otherwise all.
SELECT person FROM payee
