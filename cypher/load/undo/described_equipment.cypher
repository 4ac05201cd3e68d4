// The Equipment nodes of which a load describes something. Looks at every one.
//
// params: load_id
MATCH (equipment:Equipment)
WHERE any(each IN equipment.described WHERE each CONTAINS $load_id)
RETURN collect(equipment.equipment_id) AS ids
