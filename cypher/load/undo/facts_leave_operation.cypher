// The Operation nodes at which facts stand that a load states, or that its voids take back.
//
// Looks at every such fact of the graph.
//
// params: prefix, void_keys
MATCH (anchor:Operation)-[fact:RAN_ON|VOIDED_RAN_ON|CLEANED|VOIDED_CLEANED|MAINTAINED|VOIDED_MAINTAINED|RUN_BY|VOIDED_RUN_BY]->()
WHERE any(each IN fact.evidence WHERE each STARTS WITH $prefix)
  OR $void_keys[fact.fact_key] IS NOT NULL
RETURN collect(DISTINCT anchor.operation_id) AS ids
