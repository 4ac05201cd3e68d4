// Ids and names of customers that begin with this text, in any letter case, and which is which.
//
// params: start, most
MATCH (customer:Customer)
UNWIND [[customer.customer_id, 'id'], [customer.name, 'name']] AS each
WITH DISTINCT each[0] AS value, each[1] AS kind
WHERE toLower(value) STARTS WITH $start
RETURN value, kind
ORDER BY value, kind
LIMIT $most
