// Batches that have this text in their number, item, batch code, name or their material's name,
// in any letter case. Looks at every batch.
//
// params: text, most
MATCH (batch:Batch)
OPTIONAL MATCH (batch)-[:OF_MATERIAL]->(material:Material)
WITH batch, material
WHERE batch.withdrawn IS NULL
  AND (batch.pending IS NULL OR size(batch.candidates) = 0)
  AND (
    batch.search CONTAINS $text
    OR toLower(batch.item) CONTAINS $text
    OR toLower(batch.batch_id) CONTAINS $text
    OR toLower(coalesce(batch.code, '')) CONTAINS $text
    OR toLower(coalesce(batch.name, material.name, '')) CONTAINS $text
  )
RETURN batch.batch_id AS batch_id, coalesce(batch.name, material.name, '') AS name
ORDER BY batch_id
LIMIT $most
