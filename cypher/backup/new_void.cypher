// Void nodes as a backup has them.
//
// params: rows
UNWIND $rows AS row
MERGE (void:Void {fact_key: row.fact_key})
SET void += row
