// What was decided of the batches that were held, and when they were consumed or shipped.
//
// Also of those that were packed, since they may have left in a container.
//
// Begins at the hold notices, which are few. Parallel columns for the decisions and for the
// uses.
//
// params:
MATCH (:Hold)<-[:HELD]-(held:Batch)
WITH DISTINCT held.batch_id AS batch_id
MATCH (batch:Batch {batch_id: batch_id})-[decision:HELD|RELEASED]->(hold:Hold)
WHERE decision.occurred_at IS NOT NULL
WITH
  batch,
  collect(type(decision)) AS decisions,
  collect(hold.hold_id) AS hold_ids,
  collect(replace(decision.occurred_at, 'Z', '')) AS decided
OPTIONAL MATCH (batch)-[use:CONSUMED|POSSIBLY_CONSUMED|SHIPPED_TO|POSSIBLY_SHIPPED_TO]->(by)
WHERE use.occurred_at IS NOT NULL AND coalesce(use.role, '') <> 'return'
WITH
  batch,
  decisions,
  hold_ids,
  decided,
  collect(replace(use.occurred_at, 'Z', '')) AS used,
  collect(coalesce(by.operation_id, by.customer_id)) AS used_by
WHERE size(used) > 0 OR EXISTS { (batch)-[:PACKED_IN]->(:Container) }
RETURN batch.batch_id AS batch_id, decisions, hold_ids, decided, used, used_by
