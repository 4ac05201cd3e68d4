// New facts: more of a batch was found than the books had.
//
// (:Disposal)-[:GAINED]->(:Batch); each row names which of the types it is.
//
// params: rows
UNWIND $rows AS row
MATCH (disposal:Disposal {disposal_id: row.source})
MATCH (batch:Batch {batch_id: row.target})
FOREACH (_ IN CASE row.type WHEN 'GAINED' THEN [1] ELSE [] END |
  CREATE (disposal)-[fact:GAINED]->(batch) SET fact = row.properties)
FOREACH (_ IN CASE row.type WHEN 'VOIDED_GAINED' THEN [1] ELSE [] END |
  CREATE (disposal)-[fact:VOIDED_GAINED]->(batch) SET fact = row.properties)
FOREACH (_ IN CASE row.type WHEN 'PENDING_GAINED' THEN [1] ELSE [] END |
  CREATE (disposal)-[fact:PENDING_GAINED]->(batch) SET fact = row.properties)
