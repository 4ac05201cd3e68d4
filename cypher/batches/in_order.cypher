// The batches behind an id, in the order of their ids: a page of all that there are. The index of
// the key is read from there on.
//
// params: last, most
MATCH (batch:Batch)
WHERE batch.batch_id > $last
  AND batch.withdrawn IS NULL
  AND (batch.pending IS NULL OR size(batch.candidates) = 0)
WITH batch
ORDER BY batch.batch_id
LIMIT $most
OPTIONAL MATCH (batch)-[:OF_MATERIAL]->(material:Material)
RETURN batch.batch_id AS batch_id, coalesce(batch.name, material.name, '') AS name
ORDER BY batch_id
