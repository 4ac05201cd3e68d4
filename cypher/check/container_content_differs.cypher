// What was packed into each container, taken out of it, and shipped in it, and when it was
// emptied.
//
// Parallel columns, one row for each container and sort of fact; '' and -1 where a fact does
// not state it.
//
// params:
MATCH (container:Container)<-[fact:PACKED_IN|UNPACKED_FROM]-(batch:Batch)
RETURN
  container.container_id AS container_id,
  collect(type(fact)) AS types,
  collect(batch.batch_id) AS batch_ids,
  collect(coalesce(fact.quantity, -1.0)) AS quantities,
  collect(coalesce(fact.unit, '')) AS units,
  collect(replace(coalesce(fact.occurred_at, ''), 'Z', '')) AS occurred
UNION ALL
MATCH (container:Container)-[fact:SHIPPED_TO]->(:Customer)
RETURN
  container.container_id AS container_id,
  collect('LEFT') AS types,
  collect('') AS batch_ids,
  collect(-1.0) AS quantities,
  collect('') AS units,
  collect(replace(coalesce(fact.occurred_at, ''), 'Z', '')) AS occurred
UNION ALL
MATCH (container:Container)<-[fact:EMPTIED]-(:Location)
RETURN
  container.container_id AS container_id,
  collect(type(fact)) AS types,
  collect('') AS batch_ids,
  collect(-1.0) AS quantities,
  collect('') AS units,
  collect(replace(coalesce(fact.occurred_at, ''), 'Z', '')) AS occurred
UNION ALL
MATCH (batch:Batch)-[fact:SHIPPED_TO]->(:Customer)
WHERE fact.container IS NOT NULL
RETURN
  fact.container AS container_id,
  collect(type(fact)) AS types,
  collect(batch.batch_id) AS batch_ids,
  collect(coalesce(fact.quantity, -1.0)) AS quantities,
  collect(coalesce(fact.unit, '')) AS units,
  collect(replace(coalesce(fact.occurred_at, ''), 'Z', '')) AS occurred
