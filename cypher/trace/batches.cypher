// What is known of the given batches, as parallel columns; '' and -1 where it was not stated.
//
// params: batch_ids
UNWIND $batch_ids AS batch_id
MATCH (batch:Batch {batch_id: batch_id})
OPTIONAL MATCH (batch)-[:OF_MATERIAL]->(material:Material)
RETURN
  collect(batch.batch_id) AS batch_ids,
  collect(coalesce(batch.name, material.name, '')) AS names,
  collect(coalesce(batch.made_at, '')) AS made_at,
  collect(coalesce(batch.expires_on, '')) AS expires_on,
  collect(coalesce(batch.stated_quantity, -1.0)) AS stated_quantities,
  collect(coalesce(batch.unit, '')) AS units
