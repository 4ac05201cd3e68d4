// Input that is not in the graph: loads that did not end, and rows that were rejected.
//
// params:
MATCH (load:Load)
WHERE NOT load.status IN ['done', 'undone', 'superseded'] OR load.rows_rejected > 0
OPTIONAL MATCH (row:RejectedRow {load_id: load.load_id, status: 'open'})
WITH load, count(row) AS rejected
WHERE NOT load.status IN ['done', 'undone', 'superseded'] OR rejected > 0
RETURN load.file AS file, load.status AS status, rejected
