// New facts: a container was taken out of another one.
//
// (:Container)-[:UNPACKED_FROM]->(:Container); each row names which of the types it is.
//
// params: rows
UNWIND $rows AS row
MATCH (container:Container {container_id: row.source})
MATCH (outer:Container {container_id: row.target})
FOREACH (_ IN CASE row.type WHEN 'UNPACKED_FROM' THEN [1] ELSE [] END |
  CREATE (container)-[fact:UNPACKED_FROM]->(outer) SET fact = row.properties)
FOREACH (_ IN CASE row.type WHEN 'VOIDED_UNPACKED_FROM' THEN [1] ELSE [] END |
  CREATE (container)-[fact:VOIDED_UNPACKED_FROM]->(outer) SET fact = row.properties)
