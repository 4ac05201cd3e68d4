// All that is kept of these rejected rows.
//
// params: ids
UNWIND $ids AS id
MATCH (rejected:RejectedRow {rejected_id: id})
RETURN properties(rejected) AS properties
