// Batches that several operations made, and from when to when each did.
//
// Receiving operations do not make: one own lot over several deliveries is ordinary.
//
// params:
MATCH (operation:Operation)-[made:PRODUCED]->(batch:Batch)
WHERE made.occurred_at IS NOT NULL AND coalesce(operation.kind, '') <> 'receive'
WITH
  batch,
  operation,
  min(replace(made.occurred_at, 'Z', '')) AS begun,
  max(replace(made.occurred_at, 'Z', '')) AS ended
WITH
  batch.batch_id AS batch_id,
  collect(operation.operation_id) AS operation_ids,
  collect(begun) AS begun,
  collect(ended) AS ended
WHERE size(operation_ids) > 1
RETURN batch_id, operation_ids, begun, ended
