// The Batch nodes of which a load describes something. Looks at every one.
//
// params: load_id
MATCH (batch:Batch)
WHERE any(each IN batch.described WHERE each CONTAINS $load_id)
RETURN collect(batch.batch_id) AS ids
