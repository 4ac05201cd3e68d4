// The id of every Equipment.
//
// params:
MATCH (equipment:Equipment)
RETURN collect(equipment.equipment_id) AS ids
