// New facts: an operation serviced or repaired equipment, from `occurred_at` to `ended_at`.
//
// (:Operation)-[:MAINTAINED]->(:Equipment); each row names which of the types it is.
//
// params: rows
UNWIND $rows AS row
MATCH (operation:Operation {operation_id: row.source})
MATCH (equipment:Equipment {equipment_id: row.target})
FOREACH (_ IN CASE row.type WHEN 'MAINTAINED' THEN [1] ELSE [] END |
  CREATE (operation)-[fact:MAINTAINED]->(equipment) SET fact = row.properties)
FOREACH (_ IN CASE row.type WHEN 'VOIDED_MAINTAINED' THEN [1] ELSE [] END |
  CREATE (operation)-[fact:VOIDED_MAINTAINED]->(equipment) SET fact = row.properties)
