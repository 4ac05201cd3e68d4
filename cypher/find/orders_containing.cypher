// Orders of operations that have this text anywhere, in any letter case, each once. Looks at every
// operation.
//
// params: text, most
MATCH (operation:Operation)
WHERE toLower(operation.order) CONTAINS $text
WITH DISTINCT operation.order AS id
RETURN id, '' AS number, '' AS name, 2 AS rank
ORDER BY id
LIMIT $most
