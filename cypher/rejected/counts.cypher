// How many rejected rows have come to which end, of one load or of all.
//
// params: load_id
MATCH (rejected:RejectedRow)
WHERE $load_id IS NULL OR rejected.load_id = $load_id
RETURN rejected.status AS status, count(rejected) AS total
