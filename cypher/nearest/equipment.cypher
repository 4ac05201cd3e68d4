// Ids and names of equipment that begin with this text, in any letter case.
//
// params: start, most
MATCH (equipment:Equipment)
UNWIND [equipment.equipment_id, equipment.name] AS value
WITH DISTINCT value
WHERE toLower(value) STARTS WITH $start
RETURN value
ORDER BY value
LIMIT $most
