// What batches were packed into the given containers, and taken out of them.
//
// Parallel columns; '' and -1 where a fact does not state it.
//
// params: ids
UNWIND $ids AS id
MATCH (:Container {container_id: id})<-[fact:PACKED_IN|UNPACKED_FROM]-(batch:Batch)
RETURN
  collect(type(fact)) AS types,
  collect(batch.batch_id) AS ids,
  collect(id) AS container_ids,
  collect(coalesce(fact.quantity, -1.0)) AS quantities,
  collect(coalesce(fact.unit, '')) AS units,
  collect(coalesce(fact.occurred_at, '')) AS occurred_at
