// The Container nodes at which facts stand that a load states, or that its voids take back.
//
// Looks at every such fact of the graph.
//
// params: prefix, void_keys
MATCH (anchor:Container)<-[fact:PACKED_IN|VOIDED_PACKED_IN|PENDING_PACKED_IN|UNPACKED_FROM|VOIDED_UNPACKED_FROM|PENDING_UNPACKED_FROM|EMPTIED|VOIDED_EMPTIED]-()
WHERE any(each IN fact.evidence WHERE each STARTS WITH $prefix)
  OR $void_keys[fact.fact_key] IS NOT NULL
RETURN collect(DISTINCT anchor.container_id) AS ids
