// What was measured of the given operations under a name, in a window of time, as parallel columns; ''
// where a text was not stated, or a time, which no window leaves out.
//
// `numbers` are value, low and high limit: lists, which keep what is null.
//
// params: ids, characteristic, after, before
UNWIND $ids AS id
MATCH (:Operation {operation_id: id})-[fact:MEASURED]->(measurement:Measurement)
WHERE fact.characteristic = $characteristic
WITH id, fact, measurement, coalesce(fact.occurred_at, '') AS at
WHERE at = '' OR (at >= $after AND at < $before)
RETURN
  collect(id) AS ids,
  collect(measurement.measurement_id) AS measurement_ids,
  collect([fact.quantity, fact.low, fact.high]) AS numbers,
  collect(coalesce(fact.unit, '')) AS units,
  collect(coalesce(fact.text, '')) AS texts,
  collect(coalesce(fact.verdict, '')) AS verdicts,
  collect(at) AS occurred_at
