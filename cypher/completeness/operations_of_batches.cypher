// The operations that consumed any of the given batches, or may have, each once.
//
// params: batch_ids
UNWIND $batch_ids AS id
MATCH (:Batch {batch_id: id})-[:CONSUMED|POSSIBLY_CONSUMED]->(operation:Operation)
RETURN collect(DISTINCT operation.operation_id) AS ids
