// When the given equipment was cleaned or serviced, and by which operations; '' where a time was
// not stated.
//
// params: equipment_ids
UNWIND $equipment_ids AS equipment_id
MATCH (:Equipment {equipment_id: equipment_id})<-[fact:CLEANED|MAINTAINED]-(operation:Operation)
RETURN
  collect(equipment_id) AS equipment_ids,
  collect(operation.operation_id) AS operation_ids,
  collect(coalesce(fact.occurred_at, operation.started_at, '')) AS began,
  collect(coalesce(fact.ended_at, operation.ended_at, '')) AS ended
