// Facts that say the same of the same two ends at the same time, under different documents.
//
// A document is known by its system and its first key: equal lines of one document are two
// facts, as when two pallets of one size leave together.
//
// params:
MATCH (tail)-[fact:SUPPLIED|CONSUMED|PRODUCED|SHIPPED_TO|RETURNED|DISPOSED|GAINED]->(head)
WHERE fact.document IS NOT NULL AND fact.occurred_at IS NOT NULL
WITH
  type(fact) AS type,
  coalesce(
    tail.batch_id,
    tail.container_id,
    tail.operation_id,
    tail.supplier_id,
    tail.customer_id,
    tail.disposal_id
  ) AS tail,
  coalesce(head.batch_id, head.operation_id, head.customer_id, head.disposal_id) AS head,
  coalesce(fact.quantity, -1.0) AS quantity,
  coalesce(fact.unit, '') AS unit,
  coalesce(fact.container, '') AS container,
  coalesce(fact.role, '') AS role,
  fact.occurred_at AS at,
  collect(DISTINCT split(fact.fact_key, '|')[0] + ' ' + split(fact.fact_key, '|')[2]) AS documents
WHERE size(documents) > 1
RETURN type, tail, head, quantity, unit, at, documents
