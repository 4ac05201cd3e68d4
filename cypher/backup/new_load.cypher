// Load nodes as a backup has them.
//
// params: rows
UNWIND $rows AS row
MERGE (load:Load {load_id: row.load_id})
SET load += row
