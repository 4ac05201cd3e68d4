// The operations that an operator ran, who is named by id or name, and when.
//
// The pattern begins at the operator: the embedded engine expands from its left end.
// Parallel columns; '' where a time was not stated.
//
// params: name
MATCH (operator:Operator)
WHERE operator.operator_id = $name OR operator.name = $name
MATCH (operator)<-[fact:RUN_BY]-(operation:Operation)
RETURN
  collect(operation.operation_id) AS ids,
  collect(coalesce(fact.occurred_at, '')) AS began,
  collect(coalesce(fact.ended_at, '')) AS ended
