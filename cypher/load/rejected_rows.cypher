// Rows that could not be understood, kept with their text and the reason.
//
// One that was settled before its load was taken back is rejected anew, as it stands in the file.
//
// params: rows
UNWIND $rows AS row
MERGE (rejected:RejectedRow {rejected_id: row.rejected_id})
SET rejected += row
REMOVE
  rejected.corrected,
  rejected.corrected_types,
  rejected.first_reason,
  rejected.settled_by,
  rejected.settled_at
