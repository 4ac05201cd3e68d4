// A load that is taken back, or has been: with its rejected rows, which wait no longer.
// `history` keeps when it came to each status.
//
// params: load_id, properties, at
MATCH (load:Load {load_id: $load_id})
WITH load, coalesce(load.status, '') AS before
SET load += $properties
SET load.history = CASE WHEN load.status = before
  THEN coalesce(load.history, [])
  ELSE coalesce(load.history, []) + [$at + ' ' + load.status] END
WITH load
MATCH (rejected:RejectedRow {load_id: load.load_id})
WHERE rejected.status <> 'discarded'
SET rejected.status = 'undone'
