// What became of rejected rows that were mapped again: settled, or still wrong.
//
// params: rows
UNWIND $rows AS row
MATCH (rejected:RejectedRow {rejected_id: row.rejected_id})
SET
  rejected.first_reason = coalesce(rejected.first_reason, rejected.reason),
  rejected += row.properties,
  rejected.history = coalesce(rejected.history, []) + [row.entry]
