// Which of these Equipment nodes exist, and what is described of them, as parallel columns.
//
// params: ids
UNWIND $ids AS id
MATCH (equipment:Equipment {equipment_id: id})
RETURN collect(equipment.equipment_id) AS ids, collect(properties(equipment)) AS properties
