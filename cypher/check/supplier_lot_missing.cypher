// Batches that were received under a number which is not the supplier's.
//
// A batch without an item is one whose code names it alone, whoever holds it (a traceability
// lot code): nothing is missing there.
//
// params:
MATCH (supplier:Supplier)-[:SUPPLIED]->(batch:Batch)
WHERE batch.party <> supplier.supplier_id AND batch.item <> ''
RETURN batch.batch_id AS batch_id, collect(DISTINCT supplier.supplier_id) AS supplier_ids
