// Batches whose number begins with this text, in any letter case, that with the very number first.
//
// An index answers, which both engines walk in its order: so a short text costs no more than a
// long one. Of what it gives first, the first `most` are sorted.
// With OPTIONAL MATCH the embedded engine would take no index.
//
// params: text, most
MATCH (batch:Batch)
WHERE batch.search STARTS WITH $text
  AND batch.withdrawn IS NULL
  AND (batch.pending IS NULL OR size(batch.candidates) = 0)
WITH batch LIMIT $most
RETURN
  batch.batch_id AS id,
  batch.search AS number,
  coalesce(
    batch.name, head([(batch)-[:OF_MATERIAL]->(material:Material) | material.name]), ''
  ) AS name,
  CASE WHEN batch.search = $text THEN 0 ELSE 1 END AS rank
ORDER BY rank, number, id
