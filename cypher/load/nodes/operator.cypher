// Nodes of Operator, made where they are missing, with the properties that won.
//
// params: rows
UNWIND $rows AS row
MERGE (operator:Operator {operator_id: row.id})
SET operator += row.properties
