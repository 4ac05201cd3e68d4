// Rows that could not be understood, kept with their text and the reason.
//
// params: rows
UNWIND $rows AS row
MERGE (rejected:RejectedRow {rejected_id: row.rejected_id})
SET rejected += row
