// What was made on or by each of the operators in a window of time, as parallel columns; '' where a time
// was not stated, which no window leaves out. Receiving is not making.
//
// The pattern begins at the operators, which are few: runs outside of the window lead to no batch.
// The time is that of the run there, else the start of the operation, else the production's.
//
// params: after, before
MATCH (party:Operator)<-[ran:RUN_BY]-(operation:Operation)
WHERE coalesce(operation.kind, '') <> 'receive'
WITH party, operation, coalesce(ran.occurred_at, operation.started_at, '') AS began
WHERE began = '' OR (began >= $after AND began < $before)
MATCH (operation)-[made:PRODUCED|POSSIBLY_PRODUCED]->(batch:Batch)
WITH party, batch, type(made) AS type, CASE began WHEN '' THEN coalesce(made.occurred_at, '') ELSE began END AS at
WHERE at = '' OR (at >= $after AND at < $before)
RETURN
  collect(party.operator_id) AS ids,
  collect(coalesce(party.name, '')) AS names,
  collect(batch.batch_id) AS batch_ids,
  collect(type) AS types,
  collect(at) AS occurred_at
