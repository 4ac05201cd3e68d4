// Which batches pending lots can be, in the answer or not, as they were when last asked.
//
// params: batch_ids
UNWIND $batch_ids AS batch_id
MATCH (pending:Batch {batch_id: batch_id})
RETURN batch_id, coalesce(pending.candidates, []) AS candidates
