// New facts: material of a batch left for a customer. `site` is where it left from.
//
// (:Batch)-[:SHIPPED_TO]->(:Customer); each row names which of the types it is.
//
// params: rows
UNWIND $rows AS row
MATCH (batch:Batch {batch_id: row.source})
MATCH (customer:Customer {customer_id: row.target})
FOREACH (_ IN CASE row.type WHEN 'SHIPPED_TO' THEN [1] ELSE [] END |
  CREATE (batch)-[fact:SHIPPED_TO]->(customer) SET fact = row.properties)
FOREACH (_ IN CASE row.type WHEN 'POSSIBLY_SHIPPED_TO' THEN [1] ELSE [] END |
  CREATE (batch)-[fact:POSSIBLY_SHIPPED_TO]->(customer) SET fact = row.properties)
FOREACH (_ IN CASE row.type WHEN 'VOIDED_SHIPPED_TO' THEN [1] ELSE [] END |
  CREATE (batch)-[fact:VOIDED_SHIPPED_TO]->(customer) SET fact = row.properties)
FOREACH (_ IN CASE row.type WHEN 'PENDING_SHIPPED_TO' THEN [1] ELSE [] END |
  CREATE (batch)-[fact:PENDING_SHIPPED_TO]->(customer) SET fact = row.properties)
