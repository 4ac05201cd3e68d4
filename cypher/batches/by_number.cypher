// The batches with exactly this lot or serial number, and a pending lot that no batch can be.
//
// params: number
MATCH (batch:Batch {number: $number})
WHERE batch.pending IS NULL OR size(batch.candidates) = 0
RETURN collect(batch.batch_id) AS batch_ids
