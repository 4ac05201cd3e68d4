// Lots that records named without their item, and that no batch was at a time.
//
// What was derived from a lot's facts names it as `pending`, and states nothing itself.
//
// params: known_on
UNWIND [true, false] AS unknown
MATCH (lot:Batch {unknown: unknown})-[fact:PENDING_SUPPLIED|PENDING_CONSUMED|PENDING_PRODUCED|PENDING_SHIPPED_TO|PENDING_RECEIVED_BY|PENDING_RETURNED|PENDING_MOVED_TO|PENDING_DISPOSED|PENDING_GAINED|PENDING_COUNTED|PENDING_HELD|PENDING_RELEASED|PENDING_PACKED_IN|PENDING_UNPACKED_FROM|PENDING_MEASURED|VOIDED_SUPPLIED|VOIDED_CONSUMED|VOIDED_PRODUCED|VOIDED_SHIPPED_TO|VOIDED_RECEIVED_BY|VOIDED_RETURNED|VOIDED_MOVED_TO|VOIDED_DISPOSED|VOIDED_GAINED|VOIDED_COUNTED|VOIDED_HELD|VOIDED_RELEASED|VOIDED_PACKED_IN|VOIDED_UNPACKED_FROM|VOIDED_MEASURED]-()
WHERE fact.recorded_at <= $known_on
  AND coalesce(fact.voided_at, '9') > $known_on
  AND NOT any(
    each IN coalesce(fact.away, []) WHERE left(each, 27) <= $known_on AND right(each, 27) > $known_on
  )
  AND fact.pending IS NULL
  AND last([each IN lot.decided WHERE left(each, 27) <= $known_on]) ENDS WITH ' 0'
RETURN collect(DISTINCT lot.batch_id) AS batch_ids
