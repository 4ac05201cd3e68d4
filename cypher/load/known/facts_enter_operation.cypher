// Facts whose relationship ends at one of these Operation nodes, each of which has few of them.
//
// params: anchors
UNWIND $anchors AS anchor
MATCH (:Operation {operation_id: anchor})<-[fact:CONSUMED|POSSIBLY_CONSUMED|VOIDED_CONSUMED|PENDING_CONSUMED]-(other)
RETURN
  collect(type(fact)) AS types,
  collect(other.batch_id) AS sources,
  collect(anchor) AS targets,
  collect(properties(fact)) AS properties
