// The batches with exactly this lot or serial number.
//
// params: number
MATCH (batch:Batch {number: $number})
RETURN collect(batch.batch_id) AS batch_ids
