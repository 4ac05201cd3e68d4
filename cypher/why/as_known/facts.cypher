// The facts with these keys at these batches and containers that stood at a time, and where they
// were stated, also by loads that were taken back since.
//
// params: batch_ids, container_ids, fact_keys, known_on
UNWIND $batch_ids AS batch_id
MATCH (batch:Batch {batch_id: batch_id})-[fact:SUPPLIED|CONSUMED|POSSIBLY_CONSUMED|PRODUCED|POSSIBLY_PRODUCED|SHIPPED_TO|POSSIBLY_SHIPPED_TO|RECEIVED_BY|POSSIBLY_RECEIVED_BY|DISPOSED|PACKED_IN|VOIDED_SUPPLIED|VOIDED_CONSUMED|VOIDED_PRODUCED|VOIDED_SHIPPED_TO|VOIDED_RECEIVED_BY|VOIDED_DISPOSED|VOIDED_PACKED_IN]-()
WHERE $fact_keys[fact.fact_key] IS NOT NULL
  AND fact.recorded_at <= $known_on
  AND coalesce(fact.voided_at, '9') > $known_on
  AND NOT any(
    each IN coalesce(fact.away, []) WHERE left(each, 27) <= $known_on AND right(each, 27) > $known_on
  )
  AND (batch.pending IS NULL OR fact.pending IS NOT NULL)
RETURN
  fact.fact_key AS fact_key,
  fact.document AS document,
  fact.evidence + coalesce(fact.evidence_withdrawn, []) AS evidence
UNION ALL
UNWIND $container_ids AS container_id
MATCH (:Container {container_id: container_id})-[fact:SHIPPED_TO|RECEIVED_BY|VOIDED_SHIPPED_TO|VOIDED_RECEIVED_BY]->(:Customer)
WHERE $fact_keys[fact.fact_key] IS NOT NULL
  AND fact.recorded_at <= $known_on
  AND coalesce(fact.voided_at, '9') > $known_on
  AND NOT any(
    each IN coalesce(fact.away, []) WHERE left(each, 27) <= $known_on AND right(each, 27) > $known_on
  )
RETURN
  fact.fact_key AS fact_key,
  fact.document AS document,
  fact.evidence + coalesce(fact.evidence_withdrawn, []) AS evidence
