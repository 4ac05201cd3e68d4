// New facts: material of a batch was taken out of a container.
//
// (:Batch)-[:UNPACKED_FROM]->(:Container); each row names which of the types it is.
//
// params: rows
UNWIND $rows AS row
MATCH (batch:Batch {batch_id: row.source})
MATCH (container:Container {container_id: row.target})
FOREACH (_ IN CASE row.type WHEN 'UNPACKED_FROM' THEN [1] ELSE [] END |
  CREATE (batch)-[fact:UNPACKED_FROM]->(container) SET fact = row.properties)
FOREACH (_ IN CASE row.type WHEN 'VOIDED_UNPACKED_FROM' THEN [1] ELSE [] END |
  CREATE (batch)-[fact:VOIDED_UNPACKED_FROM]->(container) SET fact = row.properties)
FOREACH (_ IN CASE row.type WHEN 'PENDING_UNPACKED_FROM' THEN [1] ELSE [] END |
  CREATE (batch)-[fact:PENDING_UNPACKED_FROM]->(container) SET fact = row.properties)
