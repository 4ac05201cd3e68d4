// The operations that consumed or produced something, and not both.
//
// params:
MATCH (operation:Operation)
WITH
  operation.operation_id AS id,
  EXISTS { (operation)<-[:CONSUMED|POSSIBLY_CONSUMED]-(:Batch) } AS consumed,
  EXISTS { (operation)-[:PRODUCED|POSSIBLY_PRODUCED]->(:Batch) } AS produced
WHERE consumed <> produced
RETURN collect(id) AS ids
