// Which of these Material nodes exist, and what is described of them, as parallel columns.
//
// params: ids
UNWIND $ids AS id
MATCH (material:Material {material_id: id})
RETURN collect(material.material_id) AS ids, collect(properties(material)) AS properties
