// The tests of the given batches, as parallel columns; '' where a text was not stated.
//
// `numbers` are value, low and high limit: lists, which keep what is null, and of which any may be
// negative, so that no number could stand for an unstated one.
//
// params: batch_ids
UNWIND $batch_ids AS batch_id
MATCH (:Batch {batch_id: batch_id})-[fact:MEASURED]->(:Measurement)
RETURN
  collect(batch_id) AS ids,
  collect(coalesce(fact.characteristic, '')) AS characteristics,
  collect([fact.quantity, fact.low, fact.high]) AS numbers,
  collect(coalesce(fact.unit, '')) AS units,
  collect(coalesce(fact.text, '')) AS texts,
  collect(coalesce(fact.verdict, '')) AS verdicts,
  collect(coalesce(fact.occurred_at, '')) AS occurred_at
