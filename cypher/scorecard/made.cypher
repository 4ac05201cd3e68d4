// What was made in a window of time, on which line and at which site, as parallel columns; ''
// where it was not stated. A time that was not stated is left out by no window.
//
// Looks at each operation once: when one ran stands in its own start or in its productions, of
// which no index tells. Receiving is asked for apart by its kind, since it is not making.
//
// params: after, before, received
MATCH (operation:Operation)
WHERE (coalesce(operation.kind, '') = 'receive') = $received
WITH operation, coalesce(operation.started_at, '') AS began
WHERE began = '' OR (began >= $after AND began < $before)
MATCH (operation)-[made:PRODUCED|POSSIBLY_PRODUCED]->(batch:Batch)
WITH operation, batch, type(made) AS type, CASE began WHEN '' THEN coalesce(made.occurred_at, '') ELSE began END AS at
WHERE at = '' OR (at >= $after AND at < $before)
RETURN
  collect(coalesce(operation.line, '')) AS lines,
  collect(coalesce(operation.site, '')) AS sites,
  collect(batch.batch_id) AS batch_ids,
  collect(type) AS types,
  collect(at) AS occurred_at
