// What records stated at a time of lots that they named without their item, fact by fact.
//
// Parallel columns; '' and -1 where a fact does not state it. What was derived from a lot's facts
// names it as `pending`, and states nothing itself.
//
// params: ids, known_on
UNWIND $ids AS id
MATCH (:Batch {batch_id: id})-[fact:PENDING_SUPPLIED|PENDING_CONSUMED|PENDING_PRODUCED|PENDING_SHIPPED_TO|PENDING_RECEIVED_BY|PENDING_RETURNED|PENDING_DISPOSED|PENDING_GAINED|PENDING_COUNTED|VOIDED_SUPPLIED|VOIDED_CONSUMED|VOIDED_PRODUCED|VOIDED_SHIPPED_TO|VOIDED_RECEIVED_BY|VOIDED_RETURNED|VOIDED_DISPOSED|VOIDED_GAINED|VOIDED_COUNTED]-()
WHERE fact.pending IS NULL
  AND fact.recorded_at <= $known_on
  AND coalesce(fact.voided_at, '9') > $known_on
  AND NOT any(
    each IN coalesce(fact.away, []) WHERE left(each, 27) <= $known_on AND right(each, 27) > $known_on
  )
RETURN
  collect(id) AS ids,
  collect(replace(type(fact), 'VOIDED_', 'PENDING_')) AS types,
  collect(coalesce(fact.quantity, -1.0)) AS quantities,
  collect(coalesce(fact.unit, '')) AS units
