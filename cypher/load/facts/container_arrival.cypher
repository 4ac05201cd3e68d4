// New facts: a customer's own record that a container arrived. `site` is where it came from.
//
// (:Container)-[:RECEIVED_BY]->(:Customer); each row names which of the types it is.
//
// params: rows
UNWIND $rows AS row
MATCH (container:Container {container_id: row.source})
MATCH (customer:Customer {customer_id: row.target})
FOREACH (_ IN CASE row.type WHEN 'RECEIVED_BY' THEN [1] ELSE [] END |
  CREATE (container)-[fact:RECEIVED_BY]->(customer) SET fact = row.properties)
FOREACH (_ IN CASE row.type WHEN 'VOIDED_RECEIVED_BY' THEN [1] ELSE [] END |
  CREATE (container)-[fact:VOIDED_RECEIVED_BY]->(customer) SET fact = row.properties)
