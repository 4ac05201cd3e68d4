// Under which names numbers were measured of the given batches, and how often.
//
// params: ids
UNWIND $ids AS id
MATCH (:Batch {batch_id: id})-[fact:MEASURED]->(:Measurement)
WHERE fact.characteristic IS NOT NULL AND fact.quantity IS NOT NULL
RETURN fact.characteristic AS characteristic, count(fact) AS times
ORDER BY characteristic
