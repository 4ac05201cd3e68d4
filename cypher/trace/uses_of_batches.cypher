// What operations consumed, or may have, of the given batches: equal uses counted, not listed.
//
// One lot of salt is used 60,000 times; what a balance needs of that is how often each quantity
// was used. Exact: the sum is made of these in decimal arithmetic. Uses are kept apart where the
// balance treats them apart: after the batch was counted, returns, at another's site, in
// operations that still run, untimed.
// Times are compared without their Z, so that a whole second stands before its fractions.
//
// Parallel columns; '' and -1 where a fact does not state it. `at` is the latest of its uses,
// `first` the first that has a time.
//
// params: rows
UNWIND $rows AS row
MATCH (:Batch {batch_id: row.batch_id})-[link:CONSUMED|POSSIBLY_CONSUMED]->(operation:Operation)
WITH
  row.batch_id AS batch_id,
  row.counted_at AS counted_at,
  link,
  coalesce(operation.site, '') AS site,
  operation.started_at IS NOT NULL AND operation.ended_at IS NULL
    AND NOT EXISTS { (operation)-[:PRODUCED|POSSIBLY_PRODUCED]->(:Batch) } AS in_process
WITH
  batch_id,
  site,
  in_process,
  type(link) AS type,
  coalesce(link.quantity, -1.0) AS quantity,
  coalesce(link.unit, '') AS unit,
  coalesce(link.role, '') = 'return' AS returned,
  link.occurred_at IS NULL AS untimed,
  replace(coalesce(link.occurred_at, ''), 'Z', '') > counted_at AS since,
  max(coalesce(link.occurred_at, '')) AS at,
  min(coalesce(replace(link.occurred_at, 'Z', ''), '~')) AS first,
  count(*) AS times
RETURN
  collect(batch_id) AS batch_ids,
  collect(type) AS types,
  collect(quantity) AS quantities,
  collect(unit) AS units,
  collect(returned) AS returned,
  collect(site) AS sites,
  collect(in_process) AS in_process,
  collect(at) AS at,
  collect(first) AS firsts,
  collect(times) AS times
