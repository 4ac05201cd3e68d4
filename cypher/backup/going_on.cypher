// Whether a restore is still the one that goes on: another one may have begun in its place.
// It writes, so that of two only one can be in the middle of a chunk.
//
// params: owner, recorded_at
MATCH (load:Load {load_id: 'restore', owner: $owner})
SET load.recorded_at = $recorded_at
RETURN count(load) AS total
