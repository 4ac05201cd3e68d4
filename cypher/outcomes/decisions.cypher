// What hold notices decided of the given batches, as parallel columns: each hold and each release
// that stands, with its time, else when it was recorded.
//
// params: batch_ids
UNWIND $batch_ids AS batch_id
MATCH (:Batch {batch_id: batch_id})-[fact:HELD|RELEASED]->(hold:Hold)
RETURN
  collect(batch_id) AS batch_ids,
  collect(hold.hold_id) AS hold_ids,
  collect(type(fact)) AS types,
  collect(coalesce(fact.occurred_at, fact.recorded_at, '')) AS decided
