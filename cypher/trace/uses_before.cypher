// What operations consumed, or may have, of the given batches before these came to be: links
// that contradict time. Times are compared without their Z, as in uses_of_batches.
//
// Parallel columns; '' and -1 where a fact does not state it.
//
// params: rows
UNWIND $rows AS row
MATCH (batch:Batch {batch_id: row.batch_id})-[link:CONSUMED|POSSIBLY_CONSUMED]->(operation:Operation)
WHERE replace(link.occurred_at, 'Z', '') < row.came_at
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
