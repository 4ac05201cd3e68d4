// Which of these Batch nodes exist, and what is described of them, as parallel columns.
//
// params: ids
UNWIND $ids AS id
MATCH (batch:Batch {batch_id: id})
RETURN collect(batch.batch_id) AS ids, collect(properties(batch)) AS properties
