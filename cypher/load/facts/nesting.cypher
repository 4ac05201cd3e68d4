// New facts: a container was put into another one: a case onto a pallet.
//
// (:Container)-[:PACKED_IN]->(:Container); each row names which of the types it is.
//
// params: rows
UNWIND $rows AS row
MATCH (container:Container {container_id: row.source})
MATCH (outer:Container {container_id: row.target})
FOREACH (_ IN CASE row.type WHEN 'PACKED_IN' THEN [1] ELSE [] END |
  CREATE (container)-[fact:PACKED_IN]->(outer) SET fact = row.properties)
FOREACH (_ IN CASE row.type WHEN 'VOIDED_PACKED_IN' THEN [1] ELSE [] END |
  CREATE (container)-[fact:VOIDED_PACKED_IN]->(outer) SET fact = row.properties)
