// Which of these Operation nodes exist, and what is described of them, as parallel columns.
//
// params: ids
UNWIND $ids AS id
MATCH (operation:Operation {operation_id: id})
RETURN collect(operation.operation_id) AS ids, collect(properties(operation)) AS properties
