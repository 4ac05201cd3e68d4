// Lot numbers under which more than one supplier delivered, with the batches that have them.
//
// params:
MATCH (supplier:Supplier)-[:SUPPLIED]->(batch:Batch)
WITH
  batch.number AS number,
  collect(DISTINCT supplier.supplier_id) AS supplier_ids,
  collect(DISTINCT batch.batch_id) AS batch_ids
WHERE size(supplier_ids) > 1
RETURN number, supplier_ids, batch_ids
