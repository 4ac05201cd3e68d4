// Of each batch of a page: when it was made or received at first, and where it was made.
//
// '' where that is not known; the site is the first by name where several made it.
//
// params: after, upto
MATCH (batch:Batch)
WHERE batch.batch_id > $after AND batch.batch_id <= $upto
  AND batch.withdrawn IS NULL AND batch.pending IS NULL
OPTIONAL MATCH (batch)<-[made:PRODUCED|POSSIBLY_PRODUCED]-(operation:Operation)
WITH batch, min(made.occurred_at) AS produced_at, min(operation.site) AS site
OPTIONAL MATCH (batch)<-[came:SUPPLIED]-()
WITH batch, produced_at, site, min(came.occurred_at) AS received_at
RETURN
  collect(batch.batch_id) AS batch_ids,
  collect(coalesce(produced_at, received_at, batch.made_at, '')) AS made_at,
  collect(coalesce(site, '')) AS sites
