// How batches stood before a moment and stand now: whether anything says where each came from,
// and where it went. What was voided since counts for before.
//
// Parallel columns, in numbers of relationships: known before, in flows before and now, out flows
// before and now.
//
// params: ids, since
UNWIND $ids AS id
MATCH (batch:Batch {batch_id: id})
WHERE batch.pending IS NULL
OPTIONAL MATCH (batch)<-[came:SUPPLIED|PRODUCED|POSSIBLY_PRODUCED]-()
WITH batch, count(came) AS came_now,
  sum(CASE WHEN came.recorded_at < $since THEN 1 ELSE 0 END) AS came_before
OPTIONAL MATCH (batch)-[went:CONSUMED|POSSIBLY_CONSUMED|SHIPPED_TO|POSSIBLY_SHIPPED_TO|RECEIVED_BY|POSSIBLY_RECEIVED_BY|DISPOSED|COUNTED|PACKED_IN]->()
WITH batch, came_now, came_before, count(went) AS went_now,
  sum(CASE WHEN went.recorded_at < $since THEN 1 ELSE 0 END) AS went_before
OPTIONAL MATCH (batch)<-[gone:VOIDED_SUPPLIED|VOIDED_PRODUCED]-()
WHERE gone.recorded_at < $since AND gone.voided_at >= $since
WITH batch, came_now, came_before, went_now, went_before,
  count(gone) AS came_voided
OPTIONAL MATCH (batch)-[gone:VOIDED_CONSUMED|VOIDED_SHIPPED_TO|VOIDED_RECEIVED_BY|VOIDED_DISPOSED|VOIDED_COUNTED|VOIDED_PACKED_IN]->()
WHERE gone.recorded_at < $since AND gone.voided_at >= $since
WITH batch, came_now, came_before, went_now, went_before, came_voided,
  count(gone) AS went_voided
RETURN
  collect(came_before + came_voided) AS came_before,
  collect(came_now) AS came_now,
  collect(went_before + went_voided) AS went_before,
  collect(went_now) AS went_now
