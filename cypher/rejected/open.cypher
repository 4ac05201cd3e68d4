// Rows that were rejected and not settled yet.
//
// params:
MATCH (rejected:RejectedRow {status: 'open'})
RETURN
  rejected.rejected_id AS rejected_id,
  rejected.file AS file,
  rejected.row AS row,
  rejected.column AS column,
  rejected.text AS text,
  rejected.reason AS reason
ORDER BY file, row
