// The id of every Operation.
//
// params:
MATCH (operation:Operation)
RETURN collect(operation.operation_id) AS ids
