// The Batch nodes at which facts stand that a load states, or that its voids take back.
//
// Looks at every such fact of the graph.
//
// params: prefix, void_keys
MATCH (anchor:Batch)-[fact:SHIPPED_TO|POSSIBLY_SHIPPED_TO|VOIDED_SHIPPED_TO|PENDING_SHIPPED_TO|RECEIVED_BY|POSSIBLY_RECEIVED_BY|VOIDED_RECEIVED_BY|PENDING_RECEIVED_BY|MOVED_TO|VOIDED_MOVED_TO|PENDING_MOVED_TO|DISPOSED|VOIDED_DISPOSED|PENDING_DISPOSED|COUNTED|VOIDED_COUNTED|PENDING_COUNTED|HELD|VOIDED_HELD|PENDING_HELD|RELEASED|VOIDED_RELEASED|PENDING_RELEASED]->()
WHERE any(each IN fact.evidence WHERE each STARTS WITH $prefix)
  OR $void_keys[fact.fact_key] IS NOT NULL
RETURN collect(DISTINCT anchor.batch_id) AS ids
