// A restore that is on its way, or was interrupted: answers count it as an unfinished load.
//
// params: file, owner, recorded_at
MERGE (load:Load {load_id: 'restore'})
SET load.file = $file, load.owner = $owner, load.status = 'restoring', load.recorded_at = $recorded_at
