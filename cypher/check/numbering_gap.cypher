// All numbers that stand in series: lot numbers by who gave them, order numbers, and the
// documents of receipts and of shipments (also of containers) by the system that wrote them.
//
// A number that was taken back was given: reversed facts count. Parallel columns; an `about` is
// the batch, container or operation that has the number.
//
// params:
MATCH (batch:Batch)
WHERE batch.lot IS NOT NULL
RETURN
  'lot' AS kind, batch.party AS giver, collect(batch.lot) AS numbers, collect(batch.batch_id) AS about
UNION ALL
MATCH (operation:Operation)
WHERE operation.order IS NOT NULL
RETURN
  'order' AS kind,
  '' AS giver,
  collect(operation.order) AS numbers,
  collect(operation.operation_id) AS about
UNION ALL
MATCH (tail)-[fact:SHIPPED_TO|VOIDED_SHIPPED_TO]->(:Customer)
WHERE fact.document IS NOT NULL
RETURN
  'shipment' AS kind,
  split(fact.fact_key, '|')[0] AS giver,
  collect(split(fact.fact_key, '|')[2]) AS numbers,
  collect(coalesce(tail.batch_id, tail.container_id)) AS about
UNION ALL
MATCH (batch:Batch)<-[fact:SUPPLIED|VOIDED_SUPPLIED]-(:Supplier)
WHERE fact.document IS NOT NULL
RETURN
  'receipt' AS kind,
  split(fact.fact_key, '|')[0] AS giver,
  collect(split(fact.fact_key, '|')[2]) AS numbers,
  collect(batch.batch_id) AS about
