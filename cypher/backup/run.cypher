// All that is kept of these Run nodes.
//
// params: ids
UNWIND $ids AS id
MATCH (run:Run {run_id: id})
RETURN collect(properties(run)) AS properties
