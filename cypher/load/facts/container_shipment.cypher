// New facts: a container left for a customer, with all that was in it then. `site` is where it left.
//
// (:Container)-[:SHIPPED_TO]->(:Customer); each row names which of the types it is.
//
// params: rows
UNWIND $rows AS row
MATCH (container:Container {container_id: row.source})
MATCH (customer:Customer {customer_id: row.target})
FOREACH (_ IN CASE row.type WHEN 'SHIPPED_TO' THEN [1] ELSE [] END |
  CREATE (container)-[fact:SHIPPED_TO]->(customer) SET fact = row.properties)
FOREACH (_ IN CASE row.type WHEN 'VOIDED_SHIPPED_TO' THEN [1] ELSE [] END |
  CREATE (container)-[fact:VOIDED_SHIPPED_TO]->(customer) SET fact = row.properties)
