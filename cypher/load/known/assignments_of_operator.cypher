// Assignments with these keys, looked up at the operator, after a conflict.
//
// params: anchors, fact_keys
UNWIND $anchors AS anchor
MATCH (:Operator {operator_id: anchor})<-[fact:RUN_BY|VOIDED_RUN_BY]-(other)
WHERE $fact_keys[fact.fact_key] IS NOT NULL
RETURN
  collect(type(fact)) AS types,
  collect(other.operation_id) AS sources,
  collect(anchor) AS targets,
  collect(properties(fact)) AS properties
