// Nestings and unnestings with these keys, looked up at the inner container: a corrected line
// may name another outer one.
//
// params: anchors, fact_keys
UNWIND $anchors AS anchor
MATCH (:Container {container_id: anchor})-[fact:PACKED_IN|VOIDED_PACKED_IN|UNPACKED_FROM|VOIDED_UNPACKED_FROM]->(other)
WHERE $fact_keys[fact.fact_key] IS NOT NULL
RETURN
  collect(type(fact)) AS types,
  collect(anchor) AS sources,
  collect(other.container_id) AS targets,
  collect(properties(fact)) AS properties
