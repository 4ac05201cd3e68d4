// Which of these Customer nodes exist, and what is described of them, as parallel columns.
//
// params: ids
UNWIND $ids AS id
MATCH (customer:Customer {customer_id: id})
RETURN collect(customer.customer_id) AS ids, collect(properties(customer)) AS properties
