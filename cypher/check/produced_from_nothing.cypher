// Operations that made batches and consumed none.
//
// params:
MATCH (operation:Operation)
WHERE EXISTS { (operation)-[:PRODUCED|POSSIBLY_PRODUCED]->(:Batch) }
  AND NOT EXISTS { (operation)<-[:CONSUMED|POSSIBLY_CONSUMED]-(:Batch) }
MATCH (operation)-[:PRODUCED|POSSIBLY_PRODUCED]->(batch:Batch)
RETURN operation.operation_id AS operation_id, collect(DISTINCT batch.batch_id) AS batch_ids
