// How those of the given batches are described that are described with a status.
//
// params: batch_ids
UNWIND $batch_ids AS batch_id
MATCH (batch:Batch {batch_id: batch_id})
WHERE batch.status IS NOT NULL
RETURN collect(batch_id) AS batch_ids, collect(batch.status) AS statuses
