// What those of the given batches that have a name are called, as parallel columns.
//
// params: batch_ids
UNWIND $batch_ids AS batch_id
MATCH (batch:Batch {batch_id: batch_id})
WHERE batch.name IS NOT NULL
RETURN collect(batch_id) AS batch_ids, collect(batch.name) AS names
