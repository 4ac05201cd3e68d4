// The id of every Customer.
//
// params:
MATCH (customer:Customer)
RETURN collect(customer.customer_id) AS ids
