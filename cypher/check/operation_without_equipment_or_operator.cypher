// For each sort of operation: how many have equipment and operators, and which have not.
//
// Of one sort are those that make the same material: an operation of which only one system
// tells has no recipe or line to go by. Receiving is a sort of its own.
//
// params:
MATCH (operation:Operation)
OPTIONAL MATCH (operation)-[:PRODUCED]->(batch:Batch)
WITH operation, min(batch.party + '/' + batch.item) AS makes
WITH
  operation.operation_id AS operation_id,
  coalesce(makes, operation.recipe, operation.kind, '') AS sort,
  coalesce(operation.kind, '') = 'receive' AS receiving,
  EXISTS { (operation)-[:RAN_ON|CLEANED|MAINTAINED]->(:Equipment) } AS equipped,
  EXISTS { (operation)-[:RUN_BY]->(:Operator) } AS manned
RETURN
  sort,
  receiving,
  count(*) AS operations,
  collect(CASE WHEN equipped THEN null ELSE operation_id END) AS without_equipment,
  collect(CASE WHEN manned THEN null ELSE operation_id END) AS without_operator
