// Takes away a part of what an interrupted restore has left; how much.
//
// params: most
MATCH (node)
WHERE NOT node:SchemaVersion
WITH node LIMIT $most
DETACH DELETE node
RETURN count(*) AS total
