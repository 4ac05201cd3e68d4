// Input that is not in the graph: loads that did not end, and rows that were rejected.
//
// params:
MATCH (load:Load)
WHERE load.status <> 'done' OR load.rows_rejected > 0
OPTIONAL MATCH (row:RejectedRow {load_id: load.load_id, status: 'open'})
RETURN load.file AS file, load.status AS status, count(row) AS rejected
