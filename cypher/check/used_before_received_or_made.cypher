// Batches of which some was consumed, packed or shipped before any of it was received, made or
// found. Where a time of these is missing nobody can tell.
//
// Times are compared without their Z: only then does half a second sort after the full one.
//
// params:
MATCH (batch:Batch)<-[came:SUPPLIED|PRODUCED|POSSIBLY_PRODUCED|GAINED]-()
WITH
  batch,
  min(replace(came.occurred_at, 'Z', '')) AS made,
  count(came) - count(came.occurred_at) AS untimed
WHERE untimed = 0
MATCH (batch)-[use:CONSUMED|POSSIBLY_CONSUMED|SHIPPED_TO|POSSIBLY_SHIPPED_TO|PACKED_IN]->(by)
WHERE replace(use.occurred_at, 'Z', '') < made
RETURN
  batch.batch_id AS batch_id,
  made,
  min(replace(use.occurred_at, 'Z', '')) AS used,
  min(coalesce(by.operation_id, by.customer_id, by.container_id)) AS used_by,
  count(use) AS uses
