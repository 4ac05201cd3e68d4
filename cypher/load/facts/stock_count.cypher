// New facts: material of a batch was on hand at a place and time. `document` names the count.
//
// (:Batch)-[:COUNTED]->(:Location); each row names which of the types it is.
//
// params: rows
UNWIND $rows AS row
MATCH (batch:Batch {batch_id: row.source})
MATCH (location:Location {location_id: row.target})
FOREACH (_ IN CASE row.type WHEN 'COUNTED' THEN [1] ELSE [] END |
  CREATE (batch)-[fact:COUNTED]->(location) SET fact = row.properties)
FOREACH (_ IN CASE row.type WHEN 'VOIDED_COUNTED' THEN [1] ELSE [] END |
  CREATE (batch)-[fact:VOIDED_COUNTED]->(location) SET fact = row.properties)
FOREACH (_ IN CASE row.type WHEN 'PENDING_COUNTED' THEN [1] ELSE [] END |
  CREATE (batch)-[fact:PENDING_COUNTED]->(location) SET fact = row.properties)
