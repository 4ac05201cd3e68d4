// New facts: a value of an operation was recorded: a temperature, a pH, a pressure.
//
// (:Operation)-[:MEASURED]->(:Measurement); each row names which of the types it is.
//
// params: rows
UNWIND $rows AS row
MATCH (operation:Operation {operation_id: row.source})
MATCH (measurement:Measurement {measurement_id: row.target})
FOREACH (_ IN CASE row.type WHEN 'MEASURED' THEN [1] ELSE [] END |
  CREATE (operation)-[fact:MEASURED]->(measurement) SET fact = row.properties)
FOREACH (_ IN CASE row.type WHEN 'VOIDED_MEASURED' THEN [1] ELSE [] END |
  CREATE (operation)-[fact:VOIDED_MEASURED]->(measurement) SET fact = row.properties)
