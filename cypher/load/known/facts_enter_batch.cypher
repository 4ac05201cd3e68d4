// Facts whose relationship ends at one of these Batch nodes, each of which has few of them.
//
// params: anchors
UNWIND $anchors AS anchor
MATCH (:Batch {batch_id: anchor})<-[fact:SUPPLIED|VOIDED_SUPPLIED|PENDING_SUPPLIED|PRODUCED|POSSIBLY_PRODUCED|VOIDED_PRODUCED|PENDING_PRODUCED|RETURNED|VOIDED_RETURNED|PENDING_RETURNED|GAINED|VOIDED_GAINED|PENDING_GAINED]-(other)
RETURN
  collect(type(fact)) AS types,
  collect(coalesce(other.supplier_id, other.operation_id, other.customer_id, other.disposal_id)) AS sources,
  collect(anchor) AS targets,
  collect(properties(fact)) AS properties
