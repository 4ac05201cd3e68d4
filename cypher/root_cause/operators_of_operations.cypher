// Who ran the given operations, and when; '' where a time was not stated.
//
// params: operation_ids
UNWIND $operation_ids AS operation_id
MATCH (operation:Operation {operation_id: operation_id})-[fact:RUN_BY]->(operator:Operator)
RETURN
  collect(operation.operation_id) AS operation_ids,
  collect(operator.operator_id) AS others,
  collect(coalesce(operator.name, '')) AS names,
  collect(coalesce(fact.occurred_at, '')) AS began,
  collect(coalesce(fact.ended_at, '')) AS ended
