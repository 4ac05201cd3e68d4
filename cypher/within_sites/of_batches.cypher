// At which sites the given batches are known to have been, each once: where operations made or used
// them, where they left from, and where they were counted or moved to.
//
// params: batch_ids
UNWIND $batch_ids AS id
MATCH (:Batch {batch_id: id})-[fact:PRODUCED|POSSIBLY_PRODUCED|CONSUMED|POSSIBLY_CONSUMED|SHIPPED_TO|POSSIBLY_SHIPPED_TO|RECEIVED_BY|POSSIBLY_RECEIVED_BY|COUNTED|MOVED_TO]-(other)
UNWIND [fact.site, other.site] AS site
WITH DISTINCT id, site
WHERE site IS NOT NULL AND site <> ''
RETURN collect(id) AS ids, collect(site) AS sites
