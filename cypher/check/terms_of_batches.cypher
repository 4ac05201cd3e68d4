// When the given batches were first received, made or found, if all of that has a time, and when
// they expire.
//
// For what left in containers, which no relationship of the batch tells. Parallel columns; ''
// for what is not stated.
//
// params: batch_ids
UNWIND $batch_ids AS id
MATCH (batch:Batch {batch_id: id})
OPTIONAL MATCH (batch)<-[came:SUPPLIED|PRODUCED|POSSIBLY_PRODUCED|GAINED]-()
WITH
  id,
  batch.expires_on AS expires_on,
  min(replace(came.occurred_at, 'Z', '')) AS made,
  count(came) - count(came.occurred_at) AS untimed
RETURN
  collect(id) AS batch_ids,
  collect(CASE WHEN untimed = 0 THEN coalesce(made, '') ELSE '' END) AS made,
  collect(coalesce(expires_on, '')) AS expires_on
