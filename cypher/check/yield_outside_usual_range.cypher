// What each operation consumed and made, to compare those that make the same.
//
// Receiving is left out: it makes nothing. Parallel columns; '' and -1 where a fact does not
// state it.
//
// params:
MATCH (operation:Operation)
WHERE coalesce(operation.kind, '') <> 'receive'
MATCH (operation)<-[fed:CONSUMED]-(:Batch)
WITH
  operation,
  collect(coalesce(fed.quantity, -1.0)) AS fed,
  collect(coalesce(fed.unit, '')) AS fed_units,
  collect(coalesce(fed.role, '')) AS fed_roles
MATCH (operation)-[made:PRODUCED]->(batch:Batch)
RETURN
  operation.operation_id AS operation_id,
  coalesce(operation.recipe, operation.kind, '') AS recipe,
  fed,
  fed_units,
  fed_roles,
  collect(coalesce(made.quantity, -1.0)) AS made,
  collect(coalesce(made.unit, '')) AS made_units,
  collect(coalesce(made.role, '')) AS made_roles,
  collect(batch.party + '/' + batch.item) AS materials
