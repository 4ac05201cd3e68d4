// The files of those of these loads that stood at a time.
//
// params: load_ids, known_on
UNWIND $load_ids AS load_id
MATCH (load:Load {load_id: load_id})
WITH load, last([each IN coalesce(load.history, []) WHERE left(each, 27) <= $known_on | substring(each, 28)]) AS status
WHERE status <> 'undone'
RETURN load.load_id AS load_id, load.file AS file, load.sheet AS sheet
