// Where material of the given batches came from, besides from operations: suppliers,
// customers who returned it, and what was found and nobody knows whence.
//
// As the graph knew it at a time: what was recorded by then, and neither voided by then nor for
// a while that it falls in. See cypher/trace/facts_into_batches.cypher for the columns.
//
// params: batch_ids, known_on
UNWIND $batch_ids AS batch_id
MATCH (batch:Batch {batch_id: batch_id})<-[fact:SUPPLIED|RETURNED|GAINED|VOIDED_SUPPLIED|VOIDED_RETURNED|VOIDED_GAINED]-(other)
WHERE fact.recorded_at <= $known_on
  AND coalesce(fact.voided_at, '9') > $known_on
  AND NOT any(
    each IN coalesce(fact.away, []) WHERE left(each, 27) <= $known_on AND right(each, 27) > $known_on
  )
  AND (batch.pending IS NULL OR fact.pending IS NOT NULL)
RETURN
  collect(replace(type(fact), 'VOIDED_', '')) AS types,
  collect(batch_id) AS batch_ids,
  collect(coalesce(other.supplier_id, other.customer_id, other.disposal_id)) AS others,
  collect(coalesce(fact.quantity, -1.0)) AS quantities,
  collect(coalesce(fact.at_most, -1.0)) AS at_most,
  collect(coalesce(fact.unit, '')) AS units,
  collect(coalesce(fact.occurred_at, '')) AS occurred_at,
  collect(coalesce(fact.document, '')) AS documents,
  collect(coalesce(fact.site, '')) AS sites,
  collect(coalesce(fact.status, '')) AS statuses,
  collect(coalesce(fact.reason, '')) AS reasons,
  collect(coalesce(fact.container, '')) AS containers,
  collect(coalesce(fact.pending, '')) AS pending_lots,
  collect(fact.fact_key) AS fact_keys
