// Containers that have this text anywhere in their id, in any letter case. Looks at all of them.
//
// params: text, most
MATCH (container:Container)
WHERE toLower(container.container_id) CONTAINS $text
RETURN container.container_id AS id, '' AS number, coalesce(container.name, '') AS name, 2 AS rank
ORDER BY id
LIMIT $most
