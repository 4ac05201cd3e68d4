// New facts: an operation used material of a batch; with role `return`, gave some of it back.
//
// (:Batch)-[:CONSUMED]->(:Operation); each row names which of the types it is.
//
// params: rows
UNWIND $rows AS row
MATCH (batch:Batch {batch_id: row.source})
MATCH (operation:Operation {operation_id: row.target})
FOREACH (_ IN CASE row.type WHEN 'CONSUMED' THEN [1] ELSE [] END |
  CREATE (batch)-[fact:CONSUMED]->(operation) SET fact = row.properties)
FOREACH (_ IN CASE row.type WHEN 'POSSIBLY_CONSUMED' THEN [1] ELSE [] END |
  CREATE (batch)-[fact:POSSIBLY_CONSUMED]->(operation) SET fact = row.properties)
FOREACH (_ IN CASE row.type WHEN 'VOIDED_CONSUMED' THEN [1] ELSE [] END |
  CREATE (batch)-[fact:VOIDED_CONSUMED]->(operation) SET fact = row.properties)
FOREACH (_ IN CASE row.type WHEN 'PENDING_CONSUMED' THEN [1] ELSE [] END |
  CREATE (batch)-[fact:PENDING_CONSUMED]->(operation) SET fact = row.properties)
