// A restore was interrupted, and its process may begin another one.
//
// params: owner
MATCH (load:Load {load_id: 'restore', owner: $owner})
REMOVE load.owner
