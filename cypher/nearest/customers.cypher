// Ids and names of customers that begin with this text, in any letter case.
//
// params: start, most
MATCH (customer:Customer)
UNWIND [customer.customer_id, customer.name] AS value
WITH DISTINCT value
WHERE toLower(value) STARTS WITH $start
RETURN value
ORDER BY value
LIMIT $most
