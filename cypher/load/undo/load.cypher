// A load that is taken back, or has been: with its rejected rows, which wait no longer.
//
// params: load_id, properties
MATCH (load:Load {load_id: $load_id})
SET load += $properties
WITH load
MATCH (rejected:RejectedRow {load_id: load.load_id})
WHERE rejected.status <> 'discarded'
SET rejected.status = 'undone'
