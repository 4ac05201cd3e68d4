// The batches of one page: those that are known by what is stated of them. A pending
// lot is one while no batch can be it.
//
// params: after, upto
MATCH (batch:Batch)
WHERE batch.batch_id > $after AND batch.batch_id <= $upto
  AND batch.withdrawn IS NULL
  AND (batch.pending IS NULL OR size(batch.candidates) = 0)
RETURN collect(batch.batch_id) AS batch_ids
