// The batches of which a shipment says that they left in the container.
//
// Looks at every shipment: a container that is only named in one has no node.
// Parallel columns; '' where a time was not stated.
//
// params: container
MATCH (batch:Batch)-[fact:SHIPPED_TO|POSSIBLY_SHIPPED_TO]->(:Customer)
WHERE fact.container = $container
RETURN
  collect(batch.batch_id) AS ids,
  collect(coalesce(fact.occurred_at, '')) AS occurred_at
