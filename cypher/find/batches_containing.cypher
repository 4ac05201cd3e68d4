// Batches that have this text anywhere in their number, batch code or id, in any letter case. Looks
// at every batch.
//
// params: text, most
MATCH (batch:Batch)
WHERE (
    batch.search CONTAINS $text
    OR toLower(batch.code) CONTAINS $text
    OR toLower(batch.batch_id) CONTAINS $text
  )
  AND batch.withdrawn IS NULL
  AND (batch.pending IS NULL OR size(batch.candidates) = 0)
WITH batch
ORDER BY batch.search, batch.batch_id
LIMIT $most
RETURN
  batch.batch_id AS id,
  batch.search AS number,
  coalesce(
    batch.name, head([(batch)-[:OF_MATERIAL]->(material:Material) | material.name]), ''
  ) AS name,
  2 AS rank
ORDER BY number, id
