// The operations that consumed or produced something, and not both; and those to look at, since
// they gave something back: it may have been all that they consumed.
//
// params:
MATCH (operation:Operation)
WITH
  operation.operation_id AS id,
  EXISTS { (operation)<-[:CONSUMED|POSSIBLY_CONSUMED]-(:Batch) } AS consumed,
  EXISTS { (operation)-[:PRODUCED|POSSIBLY_PRODUCED]->(:Batch) } AS produced,
  EXISTS {
    (operation)<-[link:CONSUMED|POSSIBLY_CONSUMED]-(:Batch) WHERE link.role = 'return'
  } AS gave_back
WHERE consumed <> produced OR gave_back
RETURN collect(id) AS ids
