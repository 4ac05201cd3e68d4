// Uses of equipment with these keys, looked up at the equipment, after a conflict.
//
// params: anchors, fact_keys
UNWIND $anchors AS anchor
MATCH (:Equipment {equipment_id: anchor})<-[fact:RAN_ON|VOIDED_RAN_ON]-(other)
WHERE $fact_keys[fact.fact_key] IS NOT NULL
RETURN
  collect(type(fact)) AS types,
  collect(other.operation_id) AS sources,
  collect(anchor) AS targets,
  collect(properties(fact)) AS properties
