// All that is kept of a rejected row, and of the load that it is of.
//
// params: rejected_id
MATCH (rejected:RejectedRow {rejected_id: $rejected_id})
MATCH (load:Load {load_id: rejected.load_id})
RETURN properties(rejected) AS properties, properties(load) AS load
