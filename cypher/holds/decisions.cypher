// What was decided of these batches: each hold and each release that stands, with its notice and
// its time, else when it was recorded. `again`: a load of this file states it.
//
// params: batch_ids, file
OPTIONAL MATCH (load:Load)
WHERE load.file = $file
WITH collect(load.load_id) AS load_ids
UNWIND $batch_ids AS batch_id
MATCH (batch:Batch {batch_id: batch_id})-[fact:HELD|RELEASED]->(hold:Hold)
RETURN
  batch_id,
  hold.hold_id AS hold_id,
  type(fact) = 'HELD' AS held,
  replace(coalesce(fact.occurred_at, fact.recorded_at), 'Z', '') AS at,
  any(load_id IN load_ids WHERE
    any(each IN fact.evidence WHERE each STARTS WITH load_id + ':')) AS again
ORDER BY batch_id, at, held
