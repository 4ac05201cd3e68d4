// Facts whose relationship ends at one of these Container nodes, each of which has few of them.
//
// params: anchors
UNWIND $anchors AS anchor
MATCH (:Container {container_id: anchor})<-[fact:PACKED_IN|VOIDED_PACKED_IN|PENDING_PACKED_IN|UNPACKED_FROM|VOIDED_UNPACKED_FROM|PENDING_UNPACKED_FROM|EMPTIED|VOIDED_EMPTIED]-(other)
RETURN
  collect(type(fact)) AS types,
  collect(coalesce(other.batch_id, other.container_id, other.location_id)) AS sources,
  collect(anchor) AS targets,
  collect(properties(fact)) AS properties
