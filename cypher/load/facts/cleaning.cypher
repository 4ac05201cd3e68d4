// New facts: an operation cleaned equipment, from `occurred_at` to `ended_at`.
//
// (:Operation)-[:CLEANED]->(:Equipment); each row names which of the types it is.
//
// params: rows
UNWIND $rows AS row
MATCH (operation:Operation {operation_id: row.source})
MATCH (equipment:Equipment {equipment_id: row.target})
FOREACH (_ IN CASE row.type WHEN 'CLEANED' THEN [1] ELSE [] END |
  CREATE (operation)-[fact:CLEANED]->(equipment) SET fact = row.properties)
FOREACH (_ IN CASE row.type WHEN 'VOIDED_CLEANED' THEN [1] ELSE [] END |
  CREATE (operation)-[fact:VOIDED_CLEANED]->(equipment) SET fact = row.properties)
