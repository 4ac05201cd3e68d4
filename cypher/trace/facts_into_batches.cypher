// Where material of the given batches came from, besides from operations: suppliers,
// customers who returned it, and what was found and nobody knows whence.
//
// Parallel columns; '' and -1 where a fact does not state it.
//
// params: batch_ids
UNWIND $batch_ids AS batch_id
MATCH (:Batch {batch_id: batch_id})<-[fact:SUPPLIED|RETURNED|GAINED]-(other)
RETURN
  collect(type(fact)) AS types,
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
