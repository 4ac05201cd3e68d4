// The files of these loads.
//
// params: load_ids
UNWIND $load_ids AS load_id
MATCH (load:Load {load_id: load_id})
RETURN load.load_id AS load_id, load.file AS file, load.sheet AS sheet
