// The batches that are described with exactly this batch code, and a pending lot that no batch
// can be; none that only a load stated that was undone.
//
// params: code
MATCH (batch:Batch {code: $code})
WHERE batch.withdrawn IS NULL
  AND (batch.pending IS NULL OR size(batch.candidates) = 0)
OPTIONAL MATCH (batch)-[:OF_MATERIAL]->(material:Material)
RETURN batch.batch_id AS batch_id, coalesce(batch.name, material.name, '') AS name
ORDER BY batch_id
