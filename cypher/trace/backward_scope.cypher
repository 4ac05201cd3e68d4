// Every batch whose material may be in the given batches, themselves included.
//
// The same form as forward_scope, against the arrows.
//
// params: batch_ids
UNWIND $batch_ids AS batch_id
CALL (batch_id) {
  MATCH (:Batch {batch_id: batch_id})
    <-[:CONSUMED|PRODUCED|POSSIBLY_CONSUMED|POSSIBLY_PRODUCED*0..]-(reached:Batch)
  RETURN collect(DISTINCT reached.batch_id) AS reached
}
RETURN batch_id, reached
