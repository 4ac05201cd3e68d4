// Batches and operations that are described and that no fact names, not even a reversed one.
//
// params:
MATCH (batch:Batch)
WHERE NOT EXISTS { (batch)-[link]-() WHERE type(link) <> 'OF_MATERIAL' }
RETURN 'batch' AS noun, batch.batch_id AS id
UNION ALL
MATCH (operation:Operation)
WHERE NOT EXISTS { (operation)-[]-() }
RETURN 'operation' AS noun, operation.operation_id AS id
