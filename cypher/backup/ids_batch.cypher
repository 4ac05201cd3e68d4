// The id of every Batch.
//
// params:
MATCH (batch:Batch)
RETURN collect(batch.batch_id) AS ids
