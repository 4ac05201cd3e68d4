// Operations that have this text anywhere in their id, in any letter case. Looks at all of them.
//
// params: text, most
MATCH (operation:Operation)
WHERE toLower(operation.operation_id) CONTAINS $text
RETURN operation.operation_id AS id, '' AS number, '' AS name, 2 AS rank
ORDER BY id
LIMIT $most
