// When the given batches were first received or made, and when they expire.
//
// For what left in containers, which no relationship of the batch tells. Parallel columns; ''
// for what is not stated.
//
// params: batch_ids
UNWIND $batch_ids AS id
MATCH (batch:Batch {batch_id: id})
OPTIONAL MATCH (batch)<-[came:SUPPLIED|PRODUCED|POSSIBLY_PRODUCED]-()
WITH id, batch.expires_on AS expires_on, min(replace(came.occurred_at, 'Z', '')) AS made
RETURN
  collect(id) AS batch_ids,
  collect(coalesce(made, '')) AS made,
  collect(coalesce(expires_on, '')) AS expires_on
