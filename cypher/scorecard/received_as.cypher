// Which own lots the given batches became as they were received, as parallel columns.
//
// (:Batch)-[:CONSUMED]->(:Operation {kind: 'receive'})-[:PRODUCED]->(:Batch)
//
// params: batch_ids
UNWIND $batch_ids AS batch_id
MATCH (:Batch {batch_id: batch_id})-[:CONSUMED]->(operation:Operation)
WHERE operation.kind = 'receive'
MATCH (operation)-[made:PRODUCED]->(own:Batch)
RETURN
  collect(batch_id) AS batch_ids,
  collect(own.batch_id) AS own_ids,
  collect(coalesce(made.occurred_at, '')) AS occurred_at
