// The operations that ran on a piece of equipment, which is named by its id or its name, and when.
//
// The pattern begins at the equipment: the embedded engine expands from its left end.
// Parallel columns; '' where a time was not stated.
//
// params: name
MATCH (equipment:Equipment)
WHERE equipment.equipment_id = $name OR equipment.name = $name
MATCH (equipment)<-[fact:RAN_ON]-(operation:Operation)
RETURN
  collect(operation.operation_id) AS ids,
  collect(coalesce(fact.occurred_at, '')) AS began,
  collect(coalesce(fact.ended_at, '')) AS ended
