// Which of these Disposal nodes exist, and what is described of them, as parallel columns.
//
// params: ids
UNWIND $ids AS id
MATCH (disposal:Disposal {disposal_id: id})
RETURN collect(disposal.disposal_id) AS ids, collect(properties(disposal)) AS properties
