// Everything that is stated of these pending lots.
//
// params: batch_ids
UNWIND $batch_ids AS batch_id
MATCH (:Batch {batch_id: batch_id})-[fact:PENDING_SUPPLIED|PENDING_CONSUMED|PENDING_PRODUCED|PENDING_SHIPPED_TO|PENDING_RECEIVED_BY|PENDING_RETURNED|PENDING_MOVED_TO|PENDING_DISPOSED|PENDING_GAINED|PENDING_COUNTED|PENDING_HELD|PENDING_RELEASED|PENDING_PACKED_IN|PENDING_UNPACKED_FROM|PENDING_MEASURED]-(other)
RETURN
  collect(type(fact)) AS types,
  collect(batch_id) AS batch_ids,
  collect(coalesce(
    other.operation_id, other.customer_id, other.supplier_id, other.location_id,
    other.container_id, other.disposal_id, other.hold_id, other.measurement_id
  )) AS others,
  collect(properties(fact)) AS properties
