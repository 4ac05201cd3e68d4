// Consumptions with these keys, looked up at the batch: a corrected posting may have moved to
// another operation. The batch can be a hub, so this is asked only after a conflict.
//
// params: anchors, fact_keys
UNWIND $anchors AS anchor
MATCH (:Batch {batch_id: anchor})-[fact:CONSUMED|POSSIBLY_CONSUMED|VOIDED_CONSUMED|PENDING_CONSUMED]->(other)
WHERE $fact_keys[fact.fact_key] IS NOT NULL
RETURN
  collect(type(fact)) AS types,
  collect(anchor) AS sources,
  collect(other.operation_id) AS targets,
  collect(properties(fact)) AS properties
