// New facts: an operation made a batch, as main product, co-product, by-product, rework or scrap.
//
// (:Operation)-[:PRODUCED]->(:Batch); each row names which of the types it is.
//
// params: rows
UNWIND $rows AS row
MATCH (operation:Operation {operation_id: row.source})
MATCH (batch:Batch {batch_id: row.target})
FOREACH (_ IN CASE row.type WHEN 'PRODUCED' THEN [1] ELSE [] END |
  CREATE (operation)-[fact:PRODUCED]->(batch) SET fact = row.properties)
FOREACH (_ IN CASE row.type WHEN 'POSSIBLY_PRODUCED' THEN [1] ELSE [] END |
  CREATE (operation)-[fact:POSSIBLY_PRODUCED]->(batch) SET fact = row.properties)
FOREACH (_ IN CASE row.type WHEN 'VOIDED_PRODUCED' THEN [1] ELSE [] END |
  CREATE (operation)-[fact:VOIDED_PRODUCED]->(batch) SET fact = row.properties)
FOREACH (_ IN CASE row.type WHEN 'PENDING_PRODUCED' THEN [1] ELSE [] END |
  CREATE (operation)-[fact:PENDING_PRODUCED]->(batch) SET fact = row.properties)
