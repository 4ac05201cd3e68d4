// What each pending lot was found to be; one that no batch is, is unknown. `decided` keeps when
// it was found to be how many batches.
//
// params: rows, at
UNWIND $rows AS row
MATCH (pending:Batch {batch_id: row.batch_id})
SET
  pending.candidates = row.candidates,
  pending.decided = coalesce(pending.decided, []) + [$at + ' ' + toString(size(row.candidates))],
  pending.unknown = size(row.candidates) = 0
