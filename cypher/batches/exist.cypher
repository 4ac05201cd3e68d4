// Which of these batches exist; of pending lots, those that no batch can be;
// none that only a load stated that was undone.
//
// params: batch_ids
UNWIND $batch_ids AS batch_id
MATCH (batch:Batch {batch_id: batch_id})
WHERE batch.withdrawn IS NULL
  AND (batch.pending IS NULL OR size(batch.candidates) = 0)
RETURN collect(batch.batch_id) AS batch_ids
