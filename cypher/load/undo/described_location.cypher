// The Location nodes of which a load describes something. Looks at every one.
//
// params: load_id
MATCH (location:Location)
WHERE any(each IN location.described WHERE each CONTAINS $load_id)
RETURN collect(location.location_id) AS ids
