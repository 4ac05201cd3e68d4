// Where operations made the given batches or used them: the site of each operation, once.
//
// params: batch_ids
UNWIND $batch_ids AS id
MATCH (:Batch {batch_id: id})-[:PRODUCED|POSSIBLY_PRODUCED|CONSUMED|POSSIBLY_CONSUMED]-(operation:Operation)
WHERE operation.site IS NOT NULL
WITH DISTINCT id, operation.site AS site
RETURN collect(id) AS ids, collect(site) AS sites
