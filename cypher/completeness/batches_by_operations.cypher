// The batches that any of the given operations produced, or may have, each once.
//
// params: operation_ids
UNWIND $operation_ids AS id
MATCH (:Operation {operation_id: id})-[:PRODUCED|POSSIBLY_PRODUCED]->(batch:Batch)
RETURN collect(DISTINCT batch.batch_id) AS ids
