// New facts: an operator ran an operation, from `occurred_at` to `ended_at`.
//
// (:Operation)-[:RUN_BY]->(:Operator); each row names which of the types it is.
//
// params: rows
UNWIND $rows AS row
MATCH (operation:Operation {operation_id: row.source})
MATCH (operator:Operator {operator_id: row.target})
FOREACH (_ IN CASE row.type WHEN 'RUN_BY' THEN [1] ELSE [] END |
  CREATE (operation)-[fact:RUN_BY]->(operator) SET fact = row.properties)
FOREACH (_ IN CASE row.type WHEN 'VOIDED_RUN_BY' THEN [1] ELSE [] END |
  CREATE (operation)-[fact:VOIDED_RUN_BY]->(operator) SET fact = row.properties)
