// Items, ids and names of materials that begin with this text, in any letter case.
//
// params: start, most
MATCH (material:Material)
UNWIND [material.item, material.material_id, material.name] AS value
WITH DISTINCT value
WHERE toLower(value) STARTS WITH $start
RETURN value
ORDER BY value
LIMIT $most
