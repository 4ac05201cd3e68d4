// Nodes of Material, made where they are missing, with the properties that won.
//
// params: rows
UNWIND $rows AS row
MERGE (material:Material {material_id: row.id})
SET material += row.properties
