// What operations consumed, or may have, of lots that were named without their item: of each
// batch that such a lot can be, and of the lot itself where no batch is known to be it.
//
// Parallel columns; '' and -1 where a fact does not state it.
//
// params:
MATCH (batch:Batch)-[link:POSSIBLY_CONSUMED]->(operation:Operation)
WHERE link.pending IS NOT NULL
RETURN
  collect(type(link)) AS types,
  collect(batch.batch_id) AS batch_ids,
  collect(operation.operation_id) AS operation_ids,
  collect(coalesce(link.quantity, -1.0)) AS quantities,
  collect(coalesce(link.unit, '')) AS units,
  collect(coalesce(link.occurred_at, '')) AS occurred_at,
  collect(coalesce(link.role, '')) AS roles,
  collect(coalesce(link.pending, '')) AS pending_lots,
  collect(link.fact_key) AS fact_keys
UNION ALL
MATCH (batch:Batch {unknown: true})-[link:CONSUMED]->(operation:Operation)
RETURN
  collect(type(link)) AS types,
  collect(batch.batch_id) AS batch_ids,
  collect(operation.operation_id) AS operation_ids,
  collect(coalesce(link.quantity, -1.0)) AS quantities,
  collect(coalesce(link.unit, '')) AS units,
  collect(coalesce(link.occurred_at, '')) AS occurred_at,
  collect(coalesce(link.role, '')) AS roles,
  collect(coalesce(link.pending, '')) AS pending_lots,
  collect(link.fact_key) AS fact_keys
