// Nodes of Customer, made where they are missing, with the properties that won.
//
// params: rows
UNWIND $rows AS row
MERGE (customer:Customer {customer_id: row.id})
SET customer += row.properties
