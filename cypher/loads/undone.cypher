// The loads that were taken back since a time, in the order in which they were.
//
// params: since
MATCH (load:Load)
WHERE load.undone_at >= $since
RETURN
  load.load_id AS load_id,
  load.file AS file,
  load.undone_at AS undone_at,
  load.undone_by AS undone_by,
  load.undone_reason AS undone_reason
ORDER BY undone_at, load_id
