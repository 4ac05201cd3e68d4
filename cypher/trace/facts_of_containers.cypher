// Where the given containers went: their shipments, and arrivals by the customers' own records.
//
// Parallel columns; '' where a fact does not state it.
//
// params: ids
UNWIND $ids AS id
MATCH (:Container {container_id: id})-[fact:SHIPPED_TO|RECEIVED_BY]->(customer:Customer)
RETURN
  collect(type(fact)) AS types,
  collect(id) AS container_ids,
  collect(customer.customer_id) AS customer_ids,
  collect(coalesce(fact.occurred_at, '')) AS occurred_at,
  collect(coalesce(fact.document, '')) AS documents,
  collect(coalesce(fact.site, '')) AS sites,
  collect(fact.fact_key) AS fact_keys
