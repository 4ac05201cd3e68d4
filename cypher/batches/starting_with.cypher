// Batches whose number begins with this text, in any letter case, those first whose number it is:
// an index answers.
//
// params: text, most
MATCH (batch:Batch)
WHERE batch.search STARTS WITH $text
  AND batch.withdrawn IS NULL
  AND (batch.pending IS NULL OR size(batch.candidates) = 0)
OPTIONAL MATCH (batch)-[:OF_MATERIAL]->(material:Material)
RETURN batch.batch_id AS batch_id, coalesce(batch.name, material.name, '') AS name
ORDER BY CASE WHEN batch.search = $text THEN 0 ELSE 1 END, batch_id
LIMIT $most
