// On which equipment the given operations ran, and when; '' where a time was not stated.
//
// params: operation_ids
UNWIND $operation_ids AS operation_id
MATCH (operation:Operation {operation_id: operation_id})-[fact:RAN_ON]->(equipment:Equipment)
RETURN
  collect(operation.operation_id) AS operation_ids,
  collect(equipment.equipment_id) AS others,
  collect(coalesce(equipment.name, '')) AS names,
  collect(coalesce(fact.occurred_at, '')) AS began,
  collect(coalesce(fact.ended_at, '')) AS ended
