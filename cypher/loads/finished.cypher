// The runs that have ended since a time, in the order in which they ended.
//
// params: since
MATCH (run:Run)
WHERE run.finished_at >= $since
RETURN run.run_id AS run_id
ORDER BY run.finished_at, run.run_id
