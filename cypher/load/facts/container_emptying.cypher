// New facts: all that was in a container was taken out at a place.
//
// (:Location)-[:EMPTIED]->(:Container); each row names which of the types it is.
//
// params: rows
UNWIND $rows AS row
MATCH (location:Location {location_id: row.source})
MATCH (container:Container {container_id: row.target})
FOREACH (_ IN CASE row.type WHEN 'EMPTIED' THEN [1] ELSE [] END |
  CREATE (location)-[fact:EMPTIED]->(container) SET fact = row.properties)
FOREACH (_ IN CASE row.type WHEN 'VOIDED_EMPTIED' THEN [1] ELSE [] END |
  CREATE (location)-[fact:VOIDED_EMPTIED]->(container) SET fact = row.properties)
