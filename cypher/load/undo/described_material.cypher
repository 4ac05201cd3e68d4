// The Material nodes of which a load describes something. Looks at every one.
//
// params: load_id
MATCH (material:Material)
WHERE any(each IN material.described WHERE each CONTAINS $load_id)
RETURN collect(material.material_id) AS ids
