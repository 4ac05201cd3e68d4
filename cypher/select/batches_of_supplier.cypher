// The batches that a supplier delivered, one for each delivery. It is named by its id or its name.
//
// Parallel columns; '' where a time was not stated.
//
// params: name
MATCH (supplier:Supplier)
WHERE supplier.supplier_id = $name OR supplier.name = $name
MATCH (supplier)-[fact:SUPPLIED]->(batch:Batch)
RETURN
  collect(batch.batch_id) AS ids,
  collect(coalesce(fact.occurred_at, '')) AS occurred_at
