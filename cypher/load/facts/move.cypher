// New facts: material of a batch went to another own location. `origin` is where it came from.
//
// (:Batch)-[:MOVED_TO]->(:Location); each row names which of the types it is.
//
// params: rows
UNWIND $rows AS row
MATCH (batch:Batch {batch_id: row.source})
MATCH (location:Location {location_id: row.target})
FOREACH (_ IN CASE row.type WHEN 'MOVED_TO' THEN [1] ELSE [] END |
  CREATE (batch)-[fact:MOVED_TO]->(location) SET fact = row.properties)
FOREACH (_ IN CASE row.type WHEN 'VOIDED_MOVED_TO' THEN [1] ELSE [] END |
  CREATE (batch)-[fact:VOIDED_MOVED_TO]->(location) SET fact = row.properties)
FOREACH (_ IN CASE row.type WHEN 'PENDING_MOVED_TO' THEN [1] ELSE [] END |
  CREATE (batch)-[fact:PENDING_MOVED_TO]->(location) SET fact = row.properties)
