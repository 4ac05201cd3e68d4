// Nodes of Batch, made where they are missing, with the properties that won.
//
// params: rows
UNWIND $rows AS row
MERGE (batch:Batch {batch_id: row.id})
SET batch += row.properties
