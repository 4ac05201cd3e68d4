// Those of the loads that state releases, and the batches that they release; few are of all.
//
// params: load_ids
MATCH (load:Load)
WHERE load.load_id IN $load_ids AND 'release' IN load.kinds
OPTIONAL MATCH (batch:Batch)-[fact:RELEASED]->(:Hold)
WHERE any(each IN fact.evidence WHERE each STARTS WITH load.load_id + ':')
RETURN load.load_id AS load_id, collect(DISTINCT batch.batch_id) AS batch_ids
ORDER BY load_id
