// New facts: a supplier delivered a batch.
//
// (:Supplier)-[:SUPPLIED]->(:Batch); each row names which of the types it is.
//
// params: rows
UNWIND $rows AS row
MATCH (supplier:Supplier {supplier_id: row.source})
MATCH (batch:Batch {batch_id: row.target})
FOREACH (_ IN CASE row.type WHEN 'SUPPLIED' THEN [1] ELSE [] END |
  CREATE (supplier)-[fact:SUPPLIED]->(batch) SET fact = row.properties)
FOREACH (_ IN CASE row.type WHEN 'VOIDED_SUPPLIED' THEN [1] ELSE [] END |
  CREATE (supplier)-[fact:VOIDED_SUPPLIED]->(batch) SET fact = row.properties)
FOREACH (_ IN CASE row.type WHEN 'PENDING_SUPPLIED' THEN [1] ELSE [] END |
  CREATE (supplier)-[fact:PENDING_SUPPLIED]->(batch) SET fact = row.properties)
