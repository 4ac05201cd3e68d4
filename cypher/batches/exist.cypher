// Which of these batches exist.
//
// params: batch_ids
UNWIND $batch_ids AS batch_id
MATCH (batch:Batch {batch_id: batch_id})
RETURN collect(batch.batch_id) AS batch_ids
