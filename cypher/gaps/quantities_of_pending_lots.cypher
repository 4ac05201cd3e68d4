// What records state of lots that they name without their item, fact by fact.
//
// Parallel columns; '' and -1 where a fact does not state it.
//
// params: ids
UNWIND $ids AS id
MATCH (:Batch {batch_id: id})-[fact:PENDING_SUPPLIED|PENDING_CONSUMED|PENDING_PRODUCED|PENDING_SHIPPED_TO|PENDING_RECEIVED_BY|PENDING_RETURNED|PENDING_DISPOSED|PENDING_GAINED|PENDING_COUNTED]-()
RETURN
  collect(id) AS ids,
  collect(type(fact)) AS types,
  collect(coalesce(fact.quantity, -1.0)) AS quantities,
  collect(coalesce(fact.unit, '')) AS units
