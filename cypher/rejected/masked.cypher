// Rejected rows with other texts in place of those that are to be forgotten.
//
// params: rows
UNWIND $rows AS row
MATCH (rejected:RejectedRow {rejected_id: row.rejected_id})
SET rejected += row.properties
