// The facts with these keys that linked a batch and an operation at a time, and where they were
// stated, also by loads that were taken back since.
//
// params: batch_ids, operation_ids, fact_keys, known_on
UNWIND $operation_ids AS operation_id
MATCH (:Operation {operation_id: operation_id})
  -[link:CONSUMED|PRODUCED|POSSIBLY_CONSUMED|POSSIBLY_PRODUCED|VOIDED_CONSUMED|VOIDED_PRODUCED]-(batch:Batch)
WHERE $fact_keys[link.fact_key] IS NOT NULL AND $batch_ids[batch.batch_id] IS NOT NULL
  AND link.recorded_at <= $known_on
  AND coalesce(link.voided_at, '9') > $known_on
  AND NOT any(
    each IN coalesce(link.away, []) WHERE left(each, 27) <= $known_on AND right(each, 27) > $known_on
  )
  AND (batch.pending IS NULL OR link.pending IS NOT NULL)
RETURN
  link.fact_key AS fact_key,
  link.document AS document,
  link.evidence + coalesce(link.evidence_withdrawn, []) AS evidence
ORDER BY fact_key
