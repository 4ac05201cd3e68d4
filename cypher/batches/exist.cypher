// Which of these batches exist; of pending lots, those that no batch can be.
//
// params: batch_ids
UNWIND $batch_ids AS batch_id
MATCH (batch:Batch {batch_id: batch_id})
WHERE batch.pending IS NULL OR size(batch.candidates) = 0
RETURN collect(batch.batch_id) AS batch_ids
