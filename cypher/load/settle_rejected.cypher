// Rejected rows of earlier loads of the very same file: this load has decided on them anew.
//
// params: load_id, sha256
MATCH (earlier:Load {sha256: $sha256})
WHERE earlier.load_id <> $load_id
MATCH (rejected:RejectedRow {load_id: earlier.load_id, status: 'open'})
SET rejected.status = 'replayed', rejected.settled_by = $load_id
