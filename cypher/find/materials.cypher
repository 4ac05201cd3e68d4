// Materials that have this text in their item, id or name, in any letter case.
//
// They are few: all are looked at.
//
// params: text, most
MATCH (material:Material)
WITH material, [material.item, material.material_id, material.name] AS names
WHERE any(each IN names WHERE toLower(each) CONTAINS $text)
RETURN
  material.material_id AS id,
  '' AS number,
  coalesce(material.name, '') AS name,
  CASE
    WHEN any(each IN names WHERE toLower(each) = $text) THEN 0
    WHEN any(each IN names WHERE toLower(each) STARTS WITH $text) THEN 1
    ELSE 2
  END AS rank
ORDER BY rank, id
LIMIT $most
