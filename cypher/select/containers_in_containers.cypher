// Which inner containers were put into the given ones, and taken out of them.
//
// One step inward: the walk through nested containers asks again with what it has found.
// Parallel columns; '' and -1 where a fact does not state it.
//
// params: ids
UNWIND $ids AS id
MATCH (:Container {container_id: id})<-[fact:PACKED_IN|UNPACKED_FROM]-(inner:Container)
RETURN
  collect(type(fact)) AS types,
  collect(inner.container_id) AS ids,
  collect(id) AS container_ids,
  collect(coalesce(fact.quantity, -1.0)) AS quantities,
  collect(coalesce(fact.unit, '')) AS units,
  collect(coalesce(fact.occurred_at, '')) AS occurred_at
