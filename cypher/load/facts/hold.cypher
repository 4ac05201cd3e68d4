// New facts: a batch was blocked. The hold notice is the target.
//
// (:Batch)-[:HELD]->(:Hold); each row names which of the types it is.
//
// params: rows
UNWIND $rows AS row
MATCH (batch:Batch {batch_id: row.source})
MATCH (hold:Hold {hold_id: row.target})
FOREACH (_ IN CASE row.type WHEN 'HELD' THEN [1] ELSE [] END |
  CREATE (batch)-[fact:HELD]->(hold) SET fact = row.properties)
FOREACH (_ IN CASE row.type WHEN 'VOIDED_HELD' THEN [1] ELSE [] END |
  CREATE (batch)-[fact:VOIDED_HELD]->(hold) SET fact = row.properties)
FOREACH (_ IN CASE row.type WHEN 'PENDING_HELD' THEN [1] ELSE [] END |
  CREATE (batch)-[fact:PENDING_HELD]->(hold) SET fact = row.properties)
