// Which of these Hold nodes exist, and what is described of them, as parallel columns.
//
// params: ids
UNWIND $ids AS id
MATCH (hold:Hold {hold_id: id})
RETURN collect(hold.hold_id) AS ids, collect(properties(hold)) AS properties
