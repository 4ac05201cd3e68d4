// The batches that were packed into containers; none where no container ever left for a customer.
//
// params:
MATCH (gone:Container)-[:SHIPPED_TO|RECEIVED_BY]->(:Customer)
WITH count(gone) AS departures
MATCH (:Container)<-[:PACKED_IN]-(batch:Batch)
WHERE departures > 0
RETURN collect(DISTINCT batch.batch_id) AS batch_ids
