// Where the given containers went: their shipments, and arrivals by the customers' own records.
//
// As the graph knew it at a time: what was recorded by then, and neither voided by then nor for
// a while that it falls in. See cypher/trace/facts_of_containers.cypher for the columns.
//
// params: ids, known_on
UNWIND $ids AS id
MATCH (:Container {container_id: id})-[fact:SHIPPED_TO|RECEIVED_BY|VOIDED_SHIPPED_TO|VOIDED_RECEIVED_BY]->(customer:Customer)
WHERE fact.recorded_at <= $known_on
  AND coalesce(fact.voided_at, '9') > $known_on
  AND NOT any(
    each IN coalesce(fact.away, []) WHERE left(each, 27) <= $known_on AND right(each, 27) > $known_on
  )
RETURN
  collect(replace(type(fact), 'VOIDED_', '')) AS types,
  collect(id) AS container_ids,
  collect(customer.customer_id) AS customer_ids,
  collect(coalesce(fact.occurred_at, '')) AS occurred_at,
  collect(coalesce(fact.document, '')) AS documents,
  collect(coalesce(fact.site, '')) AS sites,
  collect(fact.fact_key) AS fact_keys
