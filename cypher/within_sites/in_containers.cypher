// From which sites containers left that the given batches were packed into, each once.
//
// params: batch_ids
UNWIND $batch_ids AS id
MATCH (:Batch {batch_id: id})-[:PACKED_IN]->(:Container)-[fact:SHIPPED_TO|RECEIVED_BY]->(:Customer)
WITH DISTINCT id, fact.site AS site
WHERE site IS NOT NULL AND site <> ''
RETURN collect(id) AS ids, collect(site) AS sites
