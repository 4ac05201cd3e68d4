// New facts: material of a batch was put into a container.
//
// (:Batch)-[:PACKED_IN]->(:Container); each row names which of the types it is.
//
// params: rows
UNWIND $rows AS row
MATCH (batch:Batch {batch_id: row.source})
MATCH (container:Container {container_id: row.target})
FOREACH (_ IN CASE row.type WHEN 'PACKED_IN' THEN [1] ELSE [] END |
  CREATE (batch)-[fact:PACKED_IN]->(container) SET fact = row.properties)
FOREACH (_ IN CASE row.type WHEN 'VOIDED_PACKED_IN' THEN [1] ELSE [] END |
  CREATE (batch)-[fact:VOIDED_PACKED_IN]->(container) SET fact = row.properties)
FOREACH (_ IN CASE row.type WHEN 'PENDING_PACKED_IN' THEN [1] ELSE [] END |
  CREATE (batch)-[fact:PENDING_PACKED_IN]->(container) SET fact = row.properties)
