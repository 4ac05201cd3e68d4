// A restore has ended.
//
// params: owner
MATCH (load:Load {load_id: 'restore', owner: $owner})
DELETE load
