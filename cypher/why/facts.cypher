// The facts with these keys at these batches and containers, and where they were stated.
//
// params: batch_ids, container_ids, fact_keys
UNWIND $batch_ids AS batch_id
MATCH (:Batch {batch_id: batch_id})-[fact:SUPPLIED|CONSUMED|POSSIBLY_CONSUMED|PRODUCED|POSSIBLY_PRODUCED|SHIPPED_TO|POSSIBLY_SHIPPED_TO|RECEIVED_BY|POSSIBLY_RECEIVED_BY|DISPOSED|PACKED_IN]-()
WHERE $fact_keys[fact.fact_key] IS NOT NULL
RETURN fact.fact_key AS fact_key, fact.document AS document, fact.evidence AS evidence
UNION ALL
UNWIND $container_ids AS container_id
MATCH (:Container {container_id: container_id})-[fact:SHIPPED_TO|RECEIVED_BY]->(:Customer)
WHERE $fact_keys[fact.fact_key] IS NOT NULL
RETURN fact.fact_key AS fact_key, fact.document AS document, fact.evidence AS evidence
