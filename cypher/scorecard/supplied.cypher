// What each supplier delivered in a window of time, as parallel columns; '' where a time was not
// stated, which no window leaves out.
//
// The pattern begins at the suppliers, which are few, so that the batches outside of the window are
// never read. Times are compared as text, at a whole second and beyond it.
//
// params: after, before
MATCH (supplier:Supplier)-[fact:SUPPLIED]->(batch:Batch)
WITH supplier, batch, coalesce(fact.occurred_at, '') AS at
WHERE at = '' OR (at >= $after AND at < $before)
RETURN
  collect(supplier.supplier_id) AS ids,
  collect(coalesce(supplier.name, '')) AS names,
  collect(batch.batch_id) AS batch_ids,
  collect(at) AS occurred_at
