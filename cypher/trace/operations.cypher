// What is known of the given operations, as parallel columns; '' where it was not stated.
//
// params: operation_ids
UNWIND $operation_ids AS operation_id
MATCH (operation:Operation {operation_id: operation_id})
RETURN
  collect(operation.operation_id) AS operation_ids,
  collect(coalesce(operation.kind, '')) AS kinds,
  collect(coalesce(operation.order, '')) AS orders,
  collect(coalesce(operation.site, '')) AS sites,
  collect(coalesce(operation.line, '')) AS lines,
  collect(coalesce(operation.recipe, '')) AS recipes,
  collect(coalesce(operation.started_at, '')) AS started_at,
  collect(coalesce(operation.ended_at, '')) AS ended_at
