// Voids of facts. One stays although its fact is not known yet: it waits for it.
//
// params: rows
UNWIND $rows AS row
MERGE (void:Void {fact_key: row.fact_key})
SET void += row.properties
