// What was measured of the given operations, as parallel columns.
//
// `told` is false where the value is a text; a limit that was not stated is beyond any number.
//
// params: operation_ids
UNWIND $operation_ids AS operation_id
MATCH (one:Operation {operation_id: operation_id})-[fact:MEASURED]->(:Measurement)
RETURN
  collect(one.operation_id) AS ids,
  collect(coalesce(fact.characteristic, '')) AS characteristics,
  collect(coalesce(fact.quantity, 0.0)) AS amounts,
  collect(fact.quantity IS NOT NULL) AS told,
  collect(coalesce(fact.unit, '')) AS units,
  collect(coalesce(fact.low, -1.0e300)) AS lows,
  collect(coalesce(fact.high, 1.0e300)) AS highs,
  collect(coalesce(fact.verdict, '')) AS verdicts
