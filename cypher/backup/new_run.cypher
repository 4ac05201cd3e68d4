// Run nodes as a backup has them.
//
// params: rows
UNWIND $rows AS row
MERGE (run:Run {run_id: row.run_id})
SET run += row
