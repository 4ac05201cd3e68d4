// Nodes of Operation, made where they are missing, with the properties that won.
//
// params: rows
UNWIND $rows AS row
MERGE (operation:Operation {operation_id: row.id})
SET operation += row.properties
