// Takes away a part of what an interrupted restore has left; how much. Its mark stays.
//
// params: most
MATCH (node)
WHERE NOT node:SchemaVersion AND NOT (node:Load AND node.load_id = 'restore')
WITH node LIMIT $most
DETACH DELETE node
RETURN count(*) AS total
