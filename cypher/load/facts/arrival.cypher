// New facts: a customer's own record that material of a batch arrived. `site` is where it came from.
//
// (:Batch)-[:RECEIVED_BY]->(:Customer); each row names which of the types it is.
//
// params: rows
UNWIND $rows AS row
MATCH (batch:Batch {batch_id: row.source})
MATCH (customer:Customer {customer_id: row.target})
FOREACH (_ IN CASE row.type WHEN 'RECEIVED_BY' THEN [1] ELSE [] END |
  CREATE (batch)-[fact:RECEIVED_BY]->(customer) SET fact = row.properties)
FOREACH (_ IN CASE row.type WHEN 'POSSIBLY_RECEIVED_BY' THEN [1] ELSE [] END |
  CREATE (batch)-[fact:POSSIBLY_RECEIVED_BY]->(customer) SET fact = row.properties)
FOREACH (_ IN CASE row.type WHEN 'VOIDED_RECEIVED_BY' THEN [1] ELSE [] END |
  CREATE (batch)-[fact:VOIDED_RECEIVED_BY]->(customer) SET fact = row.properties)
FOREACH (_ IN CASE row.type WHEN 'PENDING_RECEIVED_BY' THEN [1] ELSE [] END |
  CREATE (batch)-[fact:PENDING_RECEIVED_BY]->(customer) SET fact = row.properties)
