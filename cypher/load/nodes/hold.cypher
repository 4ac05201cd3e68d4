// Nodes of Hold, made where they are missing, with the properties that won.
//
// params: rows
UNWIND $rows AS row
MERGE (hold:Hold {hold_id: row.id})
SET hold += row.properties
