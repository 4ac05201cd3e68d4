// The materials that have this item, id or name.
//
// params: name
MATCH (material:Material)
WHERE material.item = $name OR material.material_id = $name OR material.name = $name
RETURN collect(material.material_id) AS ids
