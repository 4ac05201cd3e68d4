// The id of every Run.
//
// params:
MATCH (run:Run)
RETURN collect(run.run_id) AS ids
