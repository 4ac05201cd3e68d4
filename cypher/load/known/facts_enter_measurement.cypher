// Facts whose relationship ends at one of these Measurement nodes, each of which has few of them.
//
// params: anchors
UNWIND $anchors AS anchor
MATCH (:Measurement {measurement_id: anchor})<-[fact:MEASURED|VOIDED_MEASURED|PENDING_MEASURED]-(other)
RETURN
  collect(type(fact)) AS types,
  collect(coalesce(other.batch_id, other.operation_id)) AS sources,
  collect(anchor) AS targets,
  collect(properties(fact)) AS properties
