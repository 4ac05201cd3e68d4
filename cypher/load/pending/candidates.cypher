// Which batches each pending lot can be: of the same party, with the same lot or serial number.
//
// `before` is what was found when it was last asked, null for one that is new. A batch that
// nothing states any more, since its load was undone, is none.
//
// params: batch_ids
UNWIND $batch_ids AS batch_id
MATCH (pending:Batch {batch_id: batch_id})
OPTIONAL MATCH (batch:Batch {number: pending.number})
WHERE batch.pending IS NULL
  AND batch.withdrawn IS NULL
  AND batch.party = pending.party
  AND coalesce(batch.lot, '') = coalesce(pending.lot, '')
RETURN batch_id, pending.candidates AS before, collect(batch.batch_id) AS after
