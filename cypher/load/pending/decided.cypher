// What each pending lot was found to be.
//
// params: rows
UNWIND $rows AS row
MATCH (pending:Batch {batch_id: row.batch_id})
SET pending.candidates = row.candidates
