// Every run with what became of it, the newest first.
//
// params:
MATCH (run:Run)
RETURN properties(run) AS properties
ORDER BY run.started_at DESC, run.run_id
