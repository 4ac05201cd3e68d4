// How far a load has come, written with the chunk that it tells of. `history` keeps when it came
// to each status.
//
// params: load_id, properties, at
MERGE (load:Load {load_id: $load_id})
WITH load, coalesce(load.status, '') AS before
SET load += $properties
SET load.history = CASE WHEN load.status = before
  THEN coalesce(load.history, [])
  ELSE coalesce(load.history, []) + [$at + ' ' + load.status] END
