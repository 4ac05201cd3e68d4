// The Operator nodes of which a load describes something. Looks at every one.
//
// params: load_id
MATCH (operator:Operator)
WHERE any(each IN operator.described WHERE each CONTAINS $load_id)
RETURN collect(operator.operator_id) AS ids
