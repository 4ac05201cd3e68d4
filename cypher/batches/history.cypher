// Every fact that was ever stated of a batch, also those that were voided since, as parallel
// columns: what it says, of which other node, and whether the batch stands at its beginning.
//
// params: batch_id
MATCH (batch:Batch {batch_id: $batch_id})-[fact]-(other)
WHERE fact.fact_key IS NOT NULL
RETURN
  collect(type(fact)) AS types,
  collect(startNode(fact) = batch) AS outward,
  collect(head(labels(other))) AS nouns,
  collect(coalesce(
    other.batch_id, other.operation_id, other.supplier_id, other.customer_id, other.location_id,
    other.container_id, other.measurement_id, other.disposal_id, other.hold_id, ''
  )) AS ids,
  collect(properties(fact)) AS facts
