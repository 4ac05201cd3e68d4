// All that is kept of these RejectedRow nodes.
//
// params: ids
UNWIND $ids AS id
MATCH (rejected:RejectedRow {rejected_id: id})
RETURN collect(properties(rejected)) AS properties
