// Nodes of Container, made where they are missing, with the properties that won.
//
// params: rows
UNWIND $rows AS row
MERGE (container:Container {container_id: row.id})
SET container += row.properties
