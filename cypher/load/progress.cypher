// How far a load has come, written with the chunk that it tells of.
//
// params: load_id, properties
MERGE (load:Load {load_id: $load_id})
SET load += $properties
