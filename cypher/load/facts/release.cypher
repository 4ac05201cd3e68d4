// New facts: a batch was released from a hold.
//
// (:Batch)-[:RELEASED]->(:Hold); each row names which of the types it is.
//
// params: rows
UNWIND $rows AS row
MATCH (batch:Batch {batch_id: row.source})
MATCH (hold:Hold {hold_id: row.target})
FOREACH (_ IN CASE row.type WHEN 'RELEASED' THEN [1] ELSE [] END |
  CREATE (batch)-[fact:RELEASED]->(hold) SET fact = row.properties)
FOREACH (_ IN CASE row.type WHEN 'VOIDED_RELEASED' THEN [1] ELSE [] END |
  CREATE (batch)-[fact:VOIDED_RELEASED]->(hold) SET fact = row.properties)
FOREACH (_ IN CASE row.type WHEN 'PENDING_RELEASED' THEN [1] ELSE [] END |
  CREATE (batch)-[fact:PENDING_RELEASED]->(hold) SET fact = row.properties)
