// Facts whose relationship starts at one of these Batch nodes, each of which has few of them.
//
// params: anchors
UNWIND $anchors AS anchor
MATCH (:Batch {batch_id: anchor})-[fact:SHIPPED_TO|POSSIBLY_SHIPPED_TO|VOIDED_SHIPPED_TO|PENDING_SHIPPED_TO|RECEIVED_BY|POSSIBLY_RECEIVED_BY|VOIDED_RECEIVED_BY|PENDING_RECEIVED_BY|MOVED_TO|VOIDED_MOVED_TO|PENDING_MOVED_TO|DISPOSED|VOIDED_DISPOSED|PENDING_DISPOSED|COUNTED|VOIDED_COUNTED|PENDING_COUNTED|HELD|VOIDED_HELD|PENDING_HELD|RELEASED|VOIDED_RELEASED|PENDING_RELEASED]->(other)
RETURN
  collect(type(fact)) AS types,
  collect(anchor) AS sources,
  collect(coalesce(other.customer_id, other.location_id, other.disposal_id, other.hold_id)) AS targets,
  collect(properties(fact)) AS properties
