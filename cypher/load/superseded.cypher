// Loads of a file of this name that was changed while it was read: this load has read it whole,
// and has decided on its rejected rows anew.
//
// params: load_id
MATCH (load:Load {load_id: $load_id})
MATCH (earlier:Load {file: load.file, status: 'changed'})
WHERE earlier.load_id <> load.load_id AND coalesce(earlier.sheet, '') = coalesce(load.sheet, '')
SET
  earlier.status = 'superseded',
  earlier.history = coalesce(earlier.history, []) + [load.recorded_at + ' superseded']
WITH load, earlier
MATCH (rejected:RejectedRow {load_id: earlier.load_id, status: 'open'})
SET
  rejected.status = 'replayed',
  rejected.settled_by = load.load_id,
  rejected.settled_at = load.recorded_at
