// The Batch nodes at which facts stand that a load states, or that its voids take back.
//
// Looks at every such fact of the graph.
//
// params: prefix, void_keys
MATCH (anchor:Batch)<-[fact:SUPPLIED|VOIDED_SUPPLIED|PENDING_SUPPLIED|PRODUCED|POSSIBLY_PRODUCED|VOIDED_PRODUCED|PENDING_PRODUCED|RETURNED|VOIDED_RETURNED|PENDING_RETURNED|GAINED|VOIDED_GAINED|PENDING_GAINED]-()
WHERE any(each IN fact.evidence WHERE each STARTS WITH $prefix)
  OR $void_keys[fact.fact_key] IS NOT NULL
RETURN collect(DISTINCT anchor.batch_id) AS ids
