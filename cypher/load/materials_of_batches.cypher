// The material of batches that are new in this transaction.
//
// params: rows
UNWIND $rows AS row
MATCH (batch:Batch {batch_id: row.batch_id})
MATCH (material:Material {material_id: row.material_id})
CREATE (batch)-[:OF_MATERIAL]->(material)
