// New facts: an operation ran on equipment, from `occurred_at` to `ended_at`.
//
// (:Operation)-[:RAN_ON]->(:Equipment); each row names which of the types it is.
//
// params: rows
UNWIND $rows AS row
MATCH (operation:Operation {operation_id: row.source})
MATCH (equipment:Equipment {equipment_id: row.target})
FOREACH (_ IN CASE row.type WHEN 'RAN_ON' THEN [1] ELSE [] END |
  CREATE (operation)-[fact:RAN_ON]->(equipment) SET fact = row.properties)
FOREACH (_ IN CASE row.type WHEN 'VOIDED_RAN_ON' THEN [1] ELSE [] END |
  CREATE (operation)-[fact:VOIDED_RAN_ON]->(equipment) SET fact = row.properties)
