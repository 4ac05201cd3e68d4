// Which operations produced the given batches, or may have.
//
// As the graph knew it at a time: what was recorded by then, and neither voided by then nor for
// a while that it falls in. See cypher/trace/productions_of_batches.cypher for the columns.
//
// params: batch_ids, known_on
UNWIND $batch_ids AS anchor
MATCH (batch:Batch {batch_id: anchor})<-[link:PRODUCED|POSSIBLY_PRODUCED|VOIDED_PRODUCED]-(operation:Operation)
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
  collect(coalesce(link.occurred_at, '')) AS occurred_at,
  collect(coalesce(link.role, '')) AS roles,
  collect(coalesce(link.pending, '')) AS pending_lots,
  collect(link.fact_key) AS fact_keys
