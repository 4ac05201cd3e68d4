// The batches, operations and containers of which a load states facts, and again which of them
// are containers.
//
// params: load_id
MATCH (tail)-[fact]->(head)
WHERE any(each IN fact.evidence WHERE each STARTS WITH $load_id + ':')
UNWIND [tail, head] AS node
WITH DISTINCT
  coalesce(node.batch_id, node.operation_id, node.container_id) AS id,
  node.container_id AS container_id
WHERE id IS NOT NULL
RETURN collect(id) AS ids, collect(container_id) AS container_ids
