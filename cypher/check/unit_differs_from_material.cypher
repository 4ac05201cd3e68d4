// Batches with quantities in other units than their material's. Whether these convert is
// decided on the rows.
//
// params:
MATCH (material:Material)<-[:OF_MATERIAL]-(batch:Batch)
WHERE material.unit IS NOT NULL
MATCH (batch)-[fact:SUPPLIED|PRODUCED|CONSUMED|SHIPPED_TO|RECEIVED_BY|RETURNED|DISPOSED|GAINED|COUNTED|PACKED_IN|UNPACKED_FROM]-()
WHERE fact.unit <> material.unit
RETURN batch.batch_id AS batch_id, material.unit AS unit, collect(DISTINCT fact.unit) AS units
