// The runs that have ended since a time, in the order in which they ended.
//
// Of those that only place or release a hold, by the beginning of their ids, the ones that brought
// new facts: where nothing came of it there is nothing to tell.
//
// params: since, holding
MATCH (run:Run)
WHERE run.finished_at >= $since AND (NOT run.run_id STARTS WITH $holding OR run.facts_new > 0)
RETURN run.run_id AS run_id
ORDER BY run.finished_at, run.run_id
