// When the given batches came to be: each time at which one was made or received.
//
// Parallel columns; '' where no time was stated.
//
// params: batch_ids
UNWIND $batch_ids AS batch_id
MATCH (batch:Batch {batch_id: batch_id})<-[fact:PRODUCED|POSSIBLY_PRODUCED|SUPPLIED]-(source)
RETURN
  collect(batch.batch_id) AS batch_ids,
  collect(coalesce(fact.occurred_at, source.ended_at, source.started_at, batch.made_at, '')) AS times
