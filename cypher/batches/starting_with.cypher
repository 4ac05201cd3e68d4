// Batches whose number begins with this text, in any letter case: an index answers.
//
// params: text, most
MATCH (batch:Batch)
WHERE batch.search STARTS WITH $text
  AND batch.withdrawn IS NULL
  AND (batch.pending IS NULL OR size(batch.candidates) = 0)
OPTIONAL MATCH (batch)-[:OF_MATERIAL]->(material:Material)
RETURN batch.batch_id AS batch_id, coalesce(batch.name, material.name, '') AS name
ORDER BY batch_id
LIMIT $most
