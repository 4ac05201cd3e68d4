// Which outer containers the given ones were put into, and taken out of.
//
// One step outward: the walk through nested containers asks again with what it has found.
// Parallel columns; '' and -1 where a fact does not state it.
//
// params: ids
UNWIND $ids AS id
MATCH (:Container {container_id: id})-[fact:PACKED_IN|UNPACKED_FROM]->(container:Container)
RETURN
  collect(type(fact)) AS types,
  collect(id) AS ids,
  collect(container.container_id) AS container_ids,
  collect(coalesce(fact.quantity, -1.0)) AS quantities,
  collect(coalesce(fact.unit, '')) AS units,
  collect(coalesce(fact.occurred_at, '')) AS occurred_at
