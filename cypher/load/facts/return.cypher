// New facts: a customer sent material of a batch back.
//
// (:Customer)-[:RETURNED]->(:Batch); each row names which of the types it is.
//
// params: rows
UNWIND $rows AS row
MATCH (customer:Customer {customer_id: row.source})
MATCH (batch:Batch {batch_id: row.target})
FOREACH (_ IN CASE row.type WHEN 'RETURNED' THEN [1] ELSE [] END |
  CREATE (customer)-[fact:RETURNED]->(batch) SET fact = row.properties)
FOREACH (_ IN CASE row.type WHEN 'VOIDED_RETURNED' THEN [1] ELSE [] END |
  CREATE (customer)-[fact:VOIDED_RETURNED]->(batch) SET fact = row.properties)
FOREACH (_ IN CASE row.type WHEN 'PENDING_RETURNED' THEN [1] ELSE [] END |
  CREATE (customer)-[fact:PENDING_RETURNED]->(batch) SET fact = row.properties)
