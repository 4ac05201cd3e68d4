// The one operation with this id.
//
// Parallel columns, as of equipment and operators, which state times of their own.
//
// params: name
MATCH (operation:Operation {operation_id: $name})
RETURN
  collect(operation.operation_id) AS ids,
  collect('') AS began,
  collect('') AS ended
