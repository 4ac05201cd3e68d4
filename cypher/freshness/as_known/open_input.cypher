// Input that was not in the graph at a time: loads that had not ended, and rows that were rejected
// by then and not settled.
//
// params: known_on
MATCH (load:Load)
WITH load, last([each IN coalesce(load.history, []) WHERE left(each, 27) <= $known_on | substring(each, 28)]) AS status
WHERE status IS NOT NULL
OPTIONAL MATCH (row:RejectedRow {load_id: load.load_id})
WHERE status <> 'undone'
  AND row.recorded_at <= $known_on
  AND coalesce(row.settled_at, '9') > $known_on
WITH load, status, count(row) AS rejected
WHERE NOT status IN ['done', 'undone', 'superseded'] OR rejected > 0
RETURN load.file AS file, status, rejected
