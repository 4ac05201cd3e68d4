// The batches with exactly this lot or serial number, and a pending lot that no batch can be;
// none that only a load stated that was undone.
//
// params: number
MATCH (batch:Batch {number: $number})
WHERE batch.withdrawn IS NULL
  AND (batch.pending IS NULL OR size(batch.candidates) = 0)
RETURN collect(batch.batch_id) AS batch_ids
