// The pending lots that these batches, new in the graph, may turn out to be.
//
// params: batch_ids
UNWIND $batch_ids AS batch_id
MATCH (batch:Batch {batch_id: batch_id})
MATCH (pending:Batch {number: batch.number})
WHERE pending.pending AND pending.party = batch.party
RETURN collect(DISTINCT pending.batch_id) AS batch_ids
