// Batches whose batch code begins with this text.
//
// An index answers, in the letter case of the text. With OPTIONAL MATCH the embedded engine would
// take none.
//
// params: text, most
MATCH (batch:Batch)
WHERE batch.code STARTS WITH $text
  AND batch.withdrawn IS NULL
  AND (batch.pending IS NULL OR size(batch.candidates) = 0)
WITH batch LIMIT $most
RETURN
  batch.batch_id AS id,
  batch.search AS number,
  coalesce(
    batch.name, head([(batch)-[:OF_MATERIAL]->(material:Material) | material.name]), ''
  ) AS name,
  CASE WHEN batch.code = $text THEN 0 ELSE 1 END AS rank
ORDER BY rank, number, id
