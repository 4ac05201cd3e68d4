// These runs with what became of them, in the order in which they ended.
//
// params: ids
MATCH (run:Run)
WHERE run.run_id IN $ids
RETURN properties(run) AS properties
ORDER BY run.finished_at, run.run_id
