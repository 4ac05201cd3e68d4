// Which operations produced the given batches, or may have.
//
// The pattern begins at the given node: the embedded engine expands from its left end.
// Parallel columns, one record however many links. A quantity that was not stated is -1 (no
// stated one is negative), a text '': collect() would leave a null out and shift its column.
//
// params: batch_ids
UNWIND $batch_ids AS anchor
MATCH (batch:Batch {batch_id: anchor})<-[link:PRODUCED|POSSIBLY_PRODUCED]-(operation:Operation)
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
