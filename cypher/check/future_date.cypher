// Batches, operations and containers with facts that were recorded before they happened.
//
// Held against the time of recording, not of asking: the same graph answers the same tomorrow.
//
// params:
MATCH (tail)-[fact]->(head)
WHERE replace(fact.occurred_at, 'Z', '') > replace(fact.recorded_at, 'Z', '')
  AND NOT type(fact) STARTS WITH 'VOIDED_'
  AND NOT type(fact) STARTS WITH 'PENDING_'
RETURN
  coalesce(
    tail.batch_id, tail.operation_id, tail.container_id, head.batch_id, head.container_id
  ) AS id,
  max(replace(fact.occurred_at, 'Z', '')) AS latest,
  min(replace(fact.recorded_at, 'Z', '')) AS recorded,
  count(fact) AS facts
