// RejectedRow nodes as a backup has them.
//
// params: rows
UNWIND $rows AS row
MERGE (rejected:RejectedRow {rejected_id: row.rejected_id})
SET rejected += row
