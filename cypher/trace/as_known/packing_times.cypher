// When anything at all was packed into the given containers, and when they were emptied: from
// then on, what had left in one is in it no more. Also what is no part of the answer, so only
// the times, each once.
//
// As the graph knew it at a time: what was recorded by then, and neither voided by then nor for
// a while that it falls in. See cypher/trace/packing_times.cypher for the columns.
//
// params: ids, known_on
UNWIND $ids AS id
MATCH (:Container {container_id: id})<-[fact:PACKED_IN|EMPTIED|VOIDED_PACKED_IN|VOIDED_EMPTIED]-(inside)
WHERE fact.recorded_at <= $known_on
  AND coalesce(fact.voided_at, '9') > $known_on
  AND NOT any(
    each IN coalesce(fact.away, []) WHERE left(each, 27) <= $known_on AND right(each, 27) > $known_on
  )
  AND (inside.pending IS NULL OR fact.pending IS NOT NULL)
WITH DISTINCT id, replace(type(fact), 'VOIDED_', '') AS type, coalesce(fact.occurred_at, '') AS at
RETURN collect(type) AS types, collect(id) AS container_ids, collect(at) AS occurred_at
