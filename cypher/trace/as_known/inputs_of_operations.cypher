// How much the given operations consumed of which batches, or may have.
//
// As the graph knew it at a time: what was recorded by then, and neither voided by then nor for
// a while that it falls in. See cypher/trace/inputs_of_operations.cypher for the columns.
//
// params: operation_ids, known_on
UNWIND $operation_ids AS anchor
MATCH (operation:Operation {operation_id: anchor})<-[link:CONSUMED|POSSIBLY_CONSUMED|VOIDED_CONSUMED]-(batch:Batch)
WHERE link.recorded_at <= $known_on
  AND coalesce(link.voided_at, '9') > $known_on
  AND NOT any(
    each IN coalesce(link.away, []) WHERE left(each, 27) <= $known_on AND right(each, 27) > $known_on
  )
  AND (batch.pending IS NULL OR link.pending IS NOT NULL)
RETURN
  collect(CASE
    WHEN NOT type(link) STARTS WITH 'VOIDED_' THEN type(link)
    WHEN link.probability IS NULL AND link.possible IS NULL THEN substring(type(link), 7)
    ELSE 'POSSIBLY_' + substring(type(link), 7)
  END) AS types,
  collect(batch.batch_id) AS batch_ids,
  collect(operation.operation_id) AS operation_ids,
  collect(coalesce(link.quantity, -1.0)) AS quantities,
  collect(coalesce(link.unit, '')) AS units,
  collect(coalesce(link.role, '')) AS roles
