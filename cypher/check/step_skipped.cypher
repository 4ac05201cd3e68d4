// The steps of each order, to compare orders of one recipe.
//
// params:
MATCH (operation:Operation)
WHERE operation.recipe IS NOT NULL AND operation.order IS NOT NULL AND operation.step IS NOT NULL
RETURN
  operation.recipe AS recipe,
  operation.order AS order,
  collect(operation.step) AS steps,
  collect(coalesce(operation.started_at, '')) AS started,
  collect(operation.operation_id) AS operation_ids
