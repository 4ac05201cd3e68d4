// New facts: material of a batch was scrapped, sampled, adjusted or returned to its supplier.
//
// (:Batch)-[:DISPOSED]->(:Disposal); each row names which of the types it is.
//
// params: rows
UNWIND $rows AS row
MATCH (batch:Batch {batch_id: row.source})
MATCH (disposal:Disposal {disposal_id: row.target})
FOREACH (_ IN CASE row.type WHEN 'DISPOSED' THEN [1] ELSE [] END |
  CREATE (batch)-[fact:DISPOSED]->(disposal) SET fact = row.properties)
FOREACH (_ IN CASE row.type WHEN 'VOIDED_DISPOSED' THEN [1] ELSE [] END |
  CREATE (batch)-[fact:VOIDED_DISPOSED]->(disposal) SET fact = row.properties)
FOREACH (_ IN CASE row.type WHEN 'PENDING_DISPOSED' THEN [1] ELSE [] END |
  CREATE (batch)-[fact:PENDING_DISPOSED]->(disposal) SET fact = row.properties)
