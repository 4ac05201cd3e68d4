// The facts with these keys that link a batch and an operation, and where they were stated.
//
// params: batch_ids, operation_ids, fact_keys
UNWIND $operation_ids AS operation_id
MATCH (:Operation {operation_id: operation_id})
  -[link:CONSUMED|PRODUCED|POSSIBLY_CONSUMED|POSSIBLY_PRODUCED]-(batch:Batch)
WHERE $fact_keys[link.fact_key] IS NOT NULL AND $batch_ids[batch.batch_id] IS NOT NULL
RETURN
  link.fact_key AS fact_key,
  link.document AS document,
  link.evidence AS evidence
ORDER BY fact_key
