// Of these batches, those that nothing states any more: they are marked, and found no longer.
// What was derived from a pending lot does not count: it stands only while the batch does.
// `withdrawn_times` keeps when it was marked, and when that ended.
//
// params: batch_ids, at
UNWIND $batch_ids AS batch_id
MATCH (batch:Batch {batch_id: batch_id})
WHERE size(coalesce(batch.described, [])) = 0
OPTIONAL MATCH (batch)-[fact:SUPPLIED|PENDING_SUPPLIED|CONSUMED|POSSIBLY_CONSUMED|PENDING_CONSUMED|PRODUCED|POSSIBLY_PRODUCED|PENDING_PRODUCED|SHIPPED_TO|POSSIBLY_SHIPPED_TO|PENDING_SHIPPED_TO|RECEIVED_BY|POSSIBLY_RECEIVED_BY|PENDING_RECEIVED_BY|RETURNED|PENDING_RETURNED|MOVED_TO|PENDING_MOVED_TO|DISPOSED|PENDING_DISPOSED|GAINED|PENDING_GAINED|COUNTED|PENDING_COUNTED|HELD|PENDING_HELD|RELEASED|PENDING_RELEASED|PACKED_IN|PENDING_PACKED_IN|UNPACKED_FROM|PENDING_UNPACKED_FROM|MEASURED|PENDING_MEASURED]-()
WHERE fact.pending IS NULL
WITH batch, count(fact) AS facts
WHERE facts = 0
SET batch.withdrawn_times = CASE WHEN batch.withdrawn IS NULL
  THEN coalesce(batch.withdrawn_times, []) + [$at]
  ELSE batch.withdrawn_times END
SET batch.withdrawn = true
RETURN collect(batch.batch_id) AS ids
