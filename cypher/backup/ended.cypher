// A restore has ended.
//
// params:
MATCH (load:Load {load_id: 'restore'})
DELETE load
