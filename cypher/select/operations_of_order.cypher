// The operations of an order. Their own times are asked with all that is known of them.
//
// Parallel columns, as of equipment and operators, which state times of their own.
//
// params: name
MATCH (operation:Operation)
WHERE operation.order = $name
RETURN
  collect(operation.operation_id) AS ids,
  collect('') AS began,
  collect('') AS ended
