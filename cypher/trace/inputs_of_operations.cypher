// How much the given operations consumed of which batches, or may have: less of each link than
// consumptions_by_operations tells, since nearly all of them are known from the walk already.
//
// The pattern begins at the given node: the embedded engine expands from its left end.
// Parallel columns, one record however many links. A quantity that was not stated is -1 (no
// stated one is negative), a text '': collect() would leave a null out and shift its column.
//
// params: operation_ids
UNWIND $operation_ids AS anchor
MATCH (operation:Operation {operation_id: anchor})<-[link:CONSUMED|POSSIBLY_CONSUMED]-(batch:Batch)
RETURN
  collect(type(link)) AS types,
  collect(batch.batch_id) AS batch_ids,
  collect(operation.operation_id) AS operation_ids,
  collect(coalesce(link.quantity, -1.0)) AS quantities,
  collect(coalesce(link.unit, '')) AS units,
  collect(coalesce(link.role, '')) AS roles
