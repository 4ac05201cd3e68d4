// Of which material each of these batches is, as parallel columns.
//
// params: ids
UNWIND $ids AS id
MATCH (batch:Batch {batch_id: id})-[:OF_MATERIAL]->(material:Material)
RETURN collect(batch.batch_id) AS batch_ids, collect(material.material_id) AS material_ids
