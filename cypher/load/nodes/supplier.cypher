// Nodes of Supplier, made where they are missing, with the properties that won.
//
// params: rows
UNWIND $rows AS row
MERGE (supplier:Supplier {supplier_id: row.id})
SET supplier += row.properties
