// What is kept of a run: that it has begun, and later what became of it.
//
// It takes no lock and leaves the state of the graph alone: no answer rests on it.
//
// params: run_id, properties
MERGE (run:Run {run_id: $run_id})
SET run += $properties
