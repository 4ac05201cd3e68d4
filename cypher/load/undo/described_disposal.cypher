// The Disposal nodes of which a load describes something. Looks at every one.
//
// params: load_id
MATCH (disposal:Disposal)
WHERE any(each IN disposal.described WHERE each CONTAINS $load_id)
RETURN collect(disposal.disposal_id) AS ids
