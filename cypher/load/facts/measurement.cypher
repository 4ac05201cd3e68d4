// New facts: a characteristic of a batch was tested: `quantity` in `unit`, with limits and verdict.
//
// (:Batch)-[:MEASURED]->(:Measurement); each row names which of the types it is.
//
// params: rows
UNWIND $rows AS row
MATCH (batch:Batch {batch_id: row.source})
MATCH (measurement:Measurement {measurement_id: row.target})
FOREACH (_ IN CASE row.type WHEN 'MEASURED' THEN [1] ELSE [] END |
  CREATE (batch)-[fact:MEASURED]->(measurement) SET fact = row.properties)
FOREACH (_ IN CASE row.type WHEN 'VOIDED_MEASURED' THEN [1] ELSE [] END |
  CREATE (batch)-[fact:VOIDED_MEASURED]->(measurement) SET fact = row.properties)
FOREACH (_ IN CASE row.type WHEN 'PENDING_MEASURED' THEN [1] ELSE [] END |
  CREATE (batch)-[fact:PENDING_MEASURED]->(measurement) SET fact = row.properties)
