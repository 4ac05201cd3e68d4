// The containers that a customer got, with its id, one for each delivery. It is named by its id or
// its name.
//
// params: name
MATCH (customer:Customer)
WHERE customer.customer_id = $name OR customer.name = $name
MATCH (customer)<-[:SHIPPED_TO|RECEIVED_BY]-(container:Container)
RETURN
  collect(container.container_id) AS container_ids,
  collect(customer.customer_id) AS customer_ids
