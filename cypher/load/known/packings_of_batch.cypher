// Packings and unpackings with these keys, looked up at the batch: a corrected line may name
// another container.
//
// params: anchors, fact_keys
UNWIND $anchors AS anchor
MATCH (:Batch {batch_id: anchor})-[fact:PACKED_IN|VOIDED_PACKED_IN|PENDING_PACKED_IN|UNPACKED_FROM|VOIDED_UNPACKED_FROM|PENDING_UNPACKED_FROM]->(other)
WHERE $fact_keys[fact.fact_key] IS NOT NULL
RETURN
  collect(type(fact)) AS types,
  collect(anchor) AS sources,
  collect(other.container_id) AS targets,
  collect(properties(fact)) AS properties
