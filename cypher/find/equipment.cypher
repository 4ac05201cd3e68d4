// Equipment that has this text in its id or name, in any letter case.
//
// They are few: all are looked at.
//
// params: text, most
MATCH (equipment:Equipment)
WITH equipment, [equipment.equipment_id, equipment.name] AS names
WHERE any(each IN names WHERE toLower(each) CONTAINS $text)
RETURN
  equipment.equipment_id AS id,
  '' AS number,
  coalesce(equipment.name, '') AS name,
  CASE
    WHEN any(each IN names WHERE toLower(each) = $text) THEN 0
    WHEN any(each IN names WHERE toLower(each) STARTS WITH $text) THEN 1
    ELSE 2
  END AS rank
ORDER BY rank, id
LIMIT $most
