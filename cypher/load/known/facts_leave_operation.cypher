// Facts whose relationship starts at one of these Operation nodes, each of which has few of them.
//
// params: anchors
UNWIND $anchors AS anchor
MATCH (:Operation {operation_id: anchor})-[fact:RAN_ON|VOIDED_RAN_ON|CLEANED|VOIDED_CLEANED|MAINTAINED|VOIDED_MAINTAINED|RUN_BY|VOIDED_RUN_BY]->(other)
RETURN
  collect(type(fact)) AS types,
  collect(anchor) AS sources,
  collect(coalesce(other.equipment_id, other.operator_id)) AS targets,
  collect(properties(fact)) AS properties
