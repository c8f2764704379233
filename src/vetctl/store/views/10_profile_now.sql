-- The versions of profile that hold today.
SELECT person, name, township, village, hukou, phone, note, added_by, sheet, row_no
FROM profile
WHERE ended_by IS NULL
