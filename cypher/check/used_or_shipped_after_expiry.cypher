// Batches that were consumed or shipped on a later date (in UTC) than they expire, with the
// latest use. Whether that is late everywhere on Earth is decided on the rows.
//
// params:
MATCH (batch:Batch)
WHERE batch.expires_on IS NOT NULL
MATCH (batch)-[use:CONSUMED|POSSIBLY_CONSUMED|SHIPPED_TO|POSSIBLY_SHIPPED_TO]->(by)
WHERE left(use.occurred_at, 10) > batch.expires_on AND coalesce(use.role, '') <> 'return'
RETURN
  batch.batch_id AS batch_id,
  batch.expires_on AS expires_on,
  collect(replace(use.occurred_at, 'Z', '')) AS used,
  collect(coalesce(by.operation_id, by.customer_id)) AS used_by
