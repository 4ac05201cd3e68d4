// The Hold nodes of which a load describes something. Looks at every one.
//
// params: load_id
MATCH (hold:Hold)
WHERE any(each IN hold.described WHERE each CONTAINS $load_id)
RETURN collect(hold.hold_id) AS ids
