// Cleanings and maintenance with these keys, looked up at the equipment, after a conflict.
//
// params: anchors, fact_keys
UNWIND $anchors AS anchor
MATCH
  (:Equipment {equipment_id: anchor})
  <-[fact:CLEANED|VOIDED_CLEANED|MAINTAINED|VOIDED_MAINTAINED]-(other)
WHERE $fact_keys[fact.fact_key] IS NOT NULL
RETURN
  collect(type(fact)) AS types,
  collect(other.operation_id) AS sources,
  collect(anchor) AS targets,
  collect(properties(fact)) AS properties
