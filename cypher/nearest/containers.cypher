// Ids of containers that begin with this text, in any letter case.
//
// params: start, most
MATCH (container:Container)
UNWIND [container.container_id] AS value
WITH DISTINCT value
WHERE toLower(value) STARTS WITH $start
RETURN value
ORDER BY value
LIMIT $most
