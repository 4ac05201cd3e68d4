// The batches with exactly this lot or serial number that the graph knew at a time.
//
// A batch is known from the first fact that is stated of it, reversed or not, or from a load that
// describes it and stands today; not while all of it was taken back (`withdrawn_times` has when
// that began and ended). Of pending lots, those that no batch could be.
//
// params: number, known_on
OPTIONAL MATCH (load:Load)
WHERE any(each IN load.history WHERE left(each, 27) <= $known_on)
WITH collect(load.load_id) AS loads
MATCH (batch:Batch {number: $number})
OPTIONAL MATCH (batch)-[fact]-()
WHERE fact.recorded_at <= $known_on AND fact.pending IS NULL
WITH batch, loads, count(fact) AS facts
WHERE (
    facts > 0
    OR any(
      each IN coalesce(batch.described, []) WHERE any(load IN loads WHERE each CONTAINS load)
    )
  )
  AND size([each IN coalesce(batch.withdrawn_times, []) WHERE each <= $known_on]) % 2 = 0
  AND (
    batch.pending IS NULL
    OR last([each IN coalesce(batch.decided, []) WHERE left(each, 27) <= $known_on]) ENDS WITH ' 0'
  )
RETURN collect(batch.batch_id) AS batch_ids
