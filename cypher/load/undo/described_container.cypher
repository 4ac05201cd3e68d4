// The Container nodes of which a load describes something. Looks at every one.
//
// params: load_id
MATCH (container:Container)
WHERE any(each IN container.described WHERE each CONTAINS $load_id)
RETURN collect(container.container_id) AS ids
