// The rejected rows of a load that nobody has settled, after one of them, so many at most.
//
// params: load_id, after, most
MATCH (rejected:RejectedRow {load_id: $load_id, status: 'open'})
WHERE rejected.row > $after
RETURN properties(rejected) AS properties
ORDER BY rejected.row
LIMIT $most
