// What of the given batches was packed into containers, and taken out of them.
//
// As the graph knew it at a time: what was recorded by then, and neither voided by then nor for
// a while that it falls in. See cypher/trace/packings_of_batches.cypher for the columns.
//
// params: batch_ids, known_on
UNWIND $batch_ids AS id
MATCH (batch:Batch {batch_id: id})-[fact:PACKED_IN|UNPACKED_FROM|VOIDED_PACKED_IN|VOIDED_UNPACKED_FROM]->(container:Container)
WHERE fact.recorded_at <= $known_on
  AND coalesce(fact.voided_at, '9') > $known_on
  AND NOT any(
    each IN coalesce(fact.away, []) WHERE left(each, 27) <= $known_on AND right(each, 27) > $known_on
  )
  AND (batch.pending IS NULL OR fact.pending IS NOT NULL)
RETURN
  collect(replace(type(fact), 'VOIDED_', '')) AS types,
  collect(id) AS ids,
  collect(container.container_id) AS container_ids,
  collect(coalesce(fact.quantity, -1.0)) AS quantities,
  collect(coalesce(fact.unit, '')) AS units,
  collect(coalesce(fact.occurred_at, '')) AS occurred_at,
  collect(fact.fact_key) AS fact_keys
