// What each pending lot was found to be; one that no batch is, is unknown.
//
// params: rows
UNWIND $rows AS row
MATCH (pending:Batch {batch_id: row.batch_id})
SET
  pending.candidates = row.candidates,
  pending.unknown = CASE WHEN size(row.candidates) = 0 THEN true END
