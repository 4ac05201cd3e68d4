// The batches that a customer got, or may have, one for each delivery. It is named by its id or its
// name. What it got in containers is asked apart.
//
// The pattern begins at the customer: the embedded engine expands from its left end.
// One row for each customer, parallel columns; '' where a time was not stated.
//
// params: name
MATCH (customer:Customer)
WHERE customer.customer_id = $name OR customer.name = $name
MATCH (customer)<-[fact:SHIPPED_TO|POSSIBLY_SHIPPED_TO|RECEIVED_BY|POSSIBLY_RECEIVED_BY]-(batch:Batch)
RETURN
  customer.customer_id AS customer_id,
  collect(batch.batch_id) AS ids,
  collect(coalesce(fact.occurred_at, '')) AS occurred_at
