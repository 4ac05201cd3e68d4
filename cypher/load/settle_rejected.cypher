// Rejected rows of earlier loads of the very same table: this load has decided on them anew.
//
// params: load_id, sha256
MATCH (load:Load {load_id: $load_id})
MATCH (earlier:Load {sha256: $sha256})
WHERE earlier.load_id <> $load_id AND coalesce(earlier.sheet, '') = coalesce(load.sheet, '')
MATCH (rejected:RejectedRow {load_id: earlier.load_id, status: 'open'})
SET
  rejected.status = 'replayed',
  rejected.settled_by = $load_id,
  rejected.settled_at = load.recorded_at
