// Of which material the given batches are, as parallel columns.
//
// params: batch_ids
UNWIND $batch_ids AS batch_id
MATCH (batch:Batch {batch_id: batch_id})-[:OF_MATERIAL]->(material:Material)
WHERE batch.withdrawn IS NULL
RETURN
  collect(batch_id) AS batch_ids,
  collect(material.material_id) AS ids,
  collect(coalesce(material.name, '')) AS names
