// Operations that consumed batches and made none, aside from those that still run: they have
// started and not ended.
//
// params:
MATCH (operation:Operation)
WHERE (operation.started_at IS NULL OR operation.ended_at IS NOT NULL)
  AND EXISTS { (operation)<-[:CONSUMED|POSSIBLY_CONSUMED]-(:Batch) }
  AND NOT EXISTS { (operation)-[:PRODUCED|POSSIBLY_PRODUCED]->(:Batch) }
MATCH (operation)<-[:CONSUMED|POSSIBLY_CONSUMED]-(batch:Batch)
RETURN operation.operation_id AS operation_id, collect(DISTINCT batch.batch_id) AS batch_ids
