// The Operation nodes of which a load describes something. Looks at every one.
//
// params: load_id
MATCH (operation:Operation)
WHERE any(each IN operation.described WHERE each CONTAINS $load_id)
RETURN collect(operation.operation_id) AS ids
