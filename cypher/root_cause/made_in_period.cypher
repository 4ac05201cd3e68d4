// The batches of the given materials that were made or received in a period, and when.
//
// The period is compared as text, which is right to the second: the caller looks again.
//
// params: material_ids, start, end
UNWIND $material_ids AS material_id
MATCH (:Material {material_id: material_id})<-[:OF_MATERIAL]-(batch:Batch)
MATCH (batch)<-[fact:PRODUCED|POSSIBLY_PRODUCED|SUPPLIED]-(source)
WITH
  batch.batch_id AS batch_id,
  coalesce(fact.occurred_at, source.ended_at, source.started_at, batch.made_at) AS at
WHERE at >= $start AND at <= $end
RETURN collect(batch_id) AS batch_ids, collect(at) AS times
