// What was disposed of the given batches, as parallel columns; '' where it was not stated.
// `used`: something of the batch went into an operation, a container or to a customer.
//
// params: batch_ids
UNWIND $batch_ids AS batch_id
MATCH (batch:Batch {batch_id: batch_id})-[fact:DISPOSED]->(disposal:Disposal)
WITH
  batch_id,
  disposal.disposal_id AS kind,
  fact,
  EXISTS {
    MATCH (batch)-[:CONSUMED|POSSIBLY_CONSUMED|SHIPPED_TO|POSSIBLY_SHIPPED_TO|PACKED_IN]->()
  } AS used
RETURN
  collect(batch_id) AS batch_ids,
  collect(kind) AS kinds,
  collect(coalesce(fact.reason, '')) AS reasons,
  collect(used) AS used,
  collect(coalesce(fact.occurred_at, '')) AS occurred_at
