// The Customer nodes of which a load describes something. Looks at every one.
//
// params: load_id
MATCH (customer:Customer)
WHERE any(each IN customer.described WHERE each CONTAINS $load_id)
RETURN collect(customer.customer_id) AS ids
