// Nodes of Equipment, made where they are missing, with the properties that won.
//
// params: rows
UNWIND $rows AS row
MERGE (equipment:Equipment {equipment_id: row.id})
SET equipment += row.properties
