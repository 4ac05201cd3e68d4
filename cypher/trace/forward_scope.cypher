// Every batch that material of the given batches may have flowed into, themselves included.
//
// One subquery for each origin, closed by a RETURN DISTINCT on the key: the form that both
// engines answer by visiting each node once, and the one that is right for overlapping origins.
// No depth limit: it would silently shorten a recall.
//
// params: batch_ids
UNWIND $batch_ids AS batch_id
CALL (batch_id) {
  MATCH (:Batch {batch_id: batch_id})
    -[:CONSUMED|PRODUCED|POSSIBLY_CONSUMED|POSSIBLY_PRODUCED*0..]->(reached:Batch)
  RETURN collect(DISTINCT reached.batch_id) AS reached
}
RETURN batch_id, reached
