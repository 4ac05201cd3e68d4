// Measurements with these keys, looked up at the batch: a corrected line may name another one.
//
// params: anchors, fact_keys
UNWIND $anchors AS anchor
MATCH (:Batch {batch_id: anchor})-[fact:MEASURED|VOIDED_MEASURED|PENDING_MEASURED]->(other)
WHERE $fact_keys[fact.fact_key] IS NOT NULL
RETURN
  collect(type(fact)) AS types,
  collect(anchor) AS sources,
  collect(other.measurement_id) AS targets,
  collect(properties(fact)) AS properties
