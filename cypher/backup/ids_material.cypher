// The id of every Material.
//
// params:
MATCH (material:Material)
RETURN collect(material.material_id) AS ids
