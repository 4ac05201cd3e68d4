// How operations stood before a moment and stand now: whether anything says what each consumed
// and what it produced. What was voided since counts for before.
//
// Parallel columns, in numbers of relationships; one in process (begun, not ended) is left out.
//
// params: ids, since
UNWIND $ids AS id
MATCH (operation:Operation {operation_id: id})
WHERE operation.started_at IS NULL OR operation.ended_at IS NOT NULL
OPTIONAL MATCH (operation)<-[came:CONSUMED|POSSIBLY_CONSUMED]-()
WITH operation, count(came) AS came_now,
  sum(CASE WHEN came.recorded_at < $since THEN 1 ELSE 0 END) AS came_before
OPTIONAL MATCH (operation)-[went:PRODUCED|POSSIBLY_PRODUCED]->()
WITH operation, came_now, came_before, count(went) AS went_now,
  sum(CASE WHEN went.recorded_at < $since THEN 1 ELSE 0 END) AS went_before
OPTIONAL MATCH (operation)<-[gone:VOIDED_CONSUMED]-()
WHERE gone.recorded_at < $since AND gone.voided_at >= $since
WITH operation, came_now, came_before, went_now, went_before,
  count(gone) AS came_voided
OPTIONAL MATCH (operation)-[gone:VOIDED_PRODUCED]->()
WHERE gone.recorded_at < $since AND gone.voided_at >= $since
WITH operation, came_now, came_before, went_now, went_before, came_voided,
  count(gone) AS went_voided
RETURN
  collect(came_before + came_voided) AS came_before,
  collect(came_now) AS came_now,
  collect(went_before + went_voided) AS went_before,
  collect(went_now) AS went_now
