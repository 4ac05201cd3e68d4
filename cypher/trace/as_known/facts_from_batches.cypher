// Where material of the given batches went, besides into operations: shipments, arrivals,
// disposals, and what was counted on hand.
//
// As the graph knew it at a time: what was recorded by then, and neither voided by then nor for
// a while that it falls in. See cypher/trace/facts_from_batches.cypher for the columns.
//
// params: batch_ids, known_on
UNWIND $batch_ids AS batch_id
MATCH (batch:Batch {batch_id: batch_id})-[fact:SHIPPED_TO|POSSIBLY_SHIPPED_TO|RECEIVED_BY|POSSIBLY_RECEIVED_BY|DISPOSED|COUNTED|VOIDED_SHIPPED_TO|VOIDED_RECEIVED_BY|VOIDED_DISPOSED|VOIDED_COUNTED]->(other)
WHERE fact.recorded_at <= $known_on
  AND coalesce(fact.voided_at, '9') > $known_on
  AND NOT any(
    each IN coalesce(fact.away, []) WHERE left(each, 27) <= $known_on AND right(each, 27) > $known_on
  )
  AND (batch.pending IS NULL OR fact.pending IS NOT NULL)
RETURN
  collect(CASE
    WHEN NOT type(fact) STARTS WITH 'VOIDED_' THEN type(fact)
    WHEN fact.probability IS NULL AND fact.possible IS NULL THEN substring(type(fact), 7)
    ELSE 'POSSIBLY_' + substring(type(fact), 7)
  END) AS types,
  collect(batch_id) AS batch_ids,
  collect(coalesce(other.customer_id, other.disposal_id, other.location_id)) AS others,
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
