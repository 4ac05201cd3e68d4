// What was decided of the batches that have releases, and when they were shipped.
//
// Also of those that were packed, since they may have left in a container.
//
// Begins at the hold notices, which are few. Parallel columns for the decisions and for the
// shipments.
//
// params:
MATCH (:Hold)<-[:RELEASED]-(released:Batch)
WITH DISTINCT released.batch_id AS batch_id
MATCH (batch:Batch {batch_id: batch_id})-[decision:HELD|RELEASED]->(hold:Hold)
WHERE decision.occurred_at IS NOT NULL
WITH
  batch,
  collect(type(decision)) AS decisions,
  collect(hold.hold_id) AS hold_ids,
  collect(replace(decision.occurred_at, 'Z', '')) AS decided
OPTIONAL MATCH (batch)-[use:SHIPPED_TO|POSSIBLY_SHIPPED_TO]->(customer:Customer)
WHERE use.occurred_at IS NOT NULL
WITH
  batch,
  decisions,
  hold_ids,
  decided,
  collect(replace(use.occurred_at, 'Z', '')) AS used,
  collect(customer.customer_id) AS used_by
WHERE size(used) > 0 OR EXISTS { (batch)-[:PACKED_IN]->(:Container) }
RETURN batch.batch_id AS batch_id, decisions, hold_ids, decided, used, used_by
