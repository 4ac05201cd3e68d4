// Rejected rows that have come to one of these ends, of one load or of all.
//
// params: statuses, load_id
MATCH (rejected:RejectedRow)
WHERE rejected.status IN $statuses AND ($load_id IS NULL OR rejected.load_id = $load_id)
RETURN
  rejected.rejected_id AS rejected_id,
  rejected.file AS file,
  rejected.row AS row,
  rejected.column AS column,
  rejected.text AS text,
  rejected.reason AS reason,
  rejected.status AS status
ORDER BY file, row, rejected_id
