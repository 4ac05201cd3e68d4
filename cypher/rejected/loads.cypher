// The loads that have rejected rows which nobody has settled.
//
// params:
MATCH (rejected:RejectedRow {status: 'open'})
WITH DISTINCT rejected.load_id AS load_id
MATCH (load:Load {load_id: load_id})
RETURN properties(load) AS properties
ORDER BY load.file, load.load_id
