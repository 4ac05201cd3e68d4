// Which outer containers the given ones were put into, and taken out of.
//
// As the graph knew it at a time: what was recorded by then, and neither voided by then nor for
// a while that it falls in. See cypher/trace/nestings_of_containers.cypher for the columns.
//
// params: ids, known_on
UNWIND $ids AS id
MATCH (:Container {container_id: id})-[fact:PACKED_IN|UNPACKED_FROM|VOIDED_PACKED_IN|VOIDED_UNPACKED_FROM]->(container:Container)
WHERE fact.recorded_at <= $known_on
  AND coalesce(fact.voided_at, '9') > $known_on
  AND NOT any(
    each IN coalesce(fact.away, []) WHERE left(each, 27) <= $known_on AND right(each, 27) > $known_on
  )
RETURN
  collect(replace(type(fact), 'VOIDED_', '')) AS types,
  collect(id) AS ids,
  collect(container.container_id) AS container_ids,
  collect(coalesce(fact.quantity, -1.0)) AS quantities,
  collect(coalesce(fact.unit, '')) AS units,
  collect(coalesce(fact.occurred_at, '')) AS occurred_at
