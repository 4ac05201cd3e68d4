// The restore that has not ended, if there is one.
//
// params:
MATCH (load:Load {load_id: 'restore'})
RETURN load.file AS file, load.owner AS owner
