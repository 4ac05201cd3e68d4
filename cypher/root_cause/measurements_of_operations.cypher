// The process values of the given operations, in the columns of the tests of batches.
//
// params: operation_ids
UNWIND $operation_ids AS operation_id
MATCH (:Operation {operation_id: operation_id})-[fact:MEASURED]->(:Measurement)
RETURN
  collect(operation_id) AS ids,
  collect(coalesce(fact.characteristic, '')) AS characteristics,
  collect([fact.quantity, fact.low, fact.high]) AS numbers,
  collect(coalesce(fact.unit, '')) AS units,
  collect(coalesce(fact.text, '')) AS texts,
  collect(coalesce(fact.verdict, '')) AS verdicts,
  collect(coalesce(fact.occurred_at, '')) AS occurred_at
