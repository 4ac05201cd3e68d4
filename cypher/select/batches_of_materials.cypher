// The batches of the given materials; none that only a load stated that was undone.
//
// params: ids
UNWIND $ids AS id
MATCH (:Material {material_id: id})<-[:OF_MATERIAL]-(batch:Batch)
WHERE batch.withdrawn IS NULL
RETURN collect(batch.batch_id) AS ids
