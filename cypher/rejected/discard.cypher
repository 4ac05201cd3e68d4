// Settles rejected rows without their facts, with the reason and who said so.
//
// params: rejected_ids, reason, settled_by, settled_at, entry
MATCH (graph:Graph {name: 'graph'})
SET graph.revision = graph.revision + 1
WITH graph
UNWIND $rejected_ids AS rejected_id
MATCH (rejected:RejectedRow {rejected_id: rejected_id, status: 'open'})
SET
  rejected.status = 'discarded',
  rejected.discard_reason = $reason,
  rejected.settled_by = $settled_by,
  rejected.settled_at = $settled_at,
  rejected.history = coalesce(rejected.history, []) + [$entry]
RETURN rejected.rejected_id AS rejected_id
