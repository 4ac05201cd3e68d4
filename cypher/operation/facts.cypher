// Every fact that was ever stated of an operation, as parallel columns: what it says, of which
// other node, and whether the operation stands at its beginning.
//
// params: operation_id
MATCH (operation:Operation {operation_id: $operation_id})-[fact]-(other)
WHERE fact.fact_key IS NOT NULL
RETURN
  collect(type(fact)) AS types,
  collect(startNode(fact) = operation) AS outward,
  collect(head(labels(other))) AS nouns,
  collect(coalesce(
    other.batch_id, other.equipment_id, other.operator_id, other.measurement_id, ''
  )) AS ids,
  collect(properties(fact)) AS facts
