// What of the given batches was packed into containers, and taken out of them.
//
// Parallel columns; '' and -1 where a fact does not state it.
//
// params: batch_ids
UNWIND $batch_ids AS id
MATCH (:Batch {batch_id: id})-[fact:PACKED_IN|UNPACKED_FROM]->(container:Container)
RETURN
  collect(type(fact)) AS types,
  collect(id) AS ids,
  collect(container.container_id) AS container_ids,
  collect(coalesce(fact.quantity, -1.0)) AS quantities,
  collect(coalesce(fact.unit, '')) AS units,
  collect(coalesce(fact.occurred_at, '')) AS occurred_at,
  collect(fact.fact_key) AS fact_keys
