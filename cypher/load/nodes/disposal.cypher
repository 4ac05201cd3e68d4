// Nodes of Disposal, made where they are missing, with the properties that won.
//
// params: rows
UNWIND $rows AS row
MERGE (disposal:Disposal {disposal_id: row.id})
SET disposal += row.properties
