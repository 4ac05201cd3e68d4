// When anything at all was packed into the given containers, and when they were emptied: from
// then on, what had left in one is in it no more. Also what is no part of the answer, so only
// the times, each once.
//
// The pattern begins at the given node: the embedded engine expands from its left end.
// Parallel columns; '' where a time was not stated.
//
// params: ids
UNWIND $ids AS id
MATCH (:Container {container_id: id})<-[fact:PACKED_IN|EMPTIED]-()
WITH DISTINCT id, type(fact) AS type, coalesce(fact.occurred_at, '') AS at
RETURN collect(type) AS types, collect(id) AS container_ids, collect(at) AS occurred_at
