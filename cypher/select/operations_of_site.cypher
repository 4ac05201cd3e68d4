// The operations at a site. Their own times are asked with all that is known of them.
//
// Parallel columns, as of equipment and operators, which state times of their own.
//
// params: name
MATCH (operation:Operation)
WHERE operation.site = $name
RETURN
  collect(operation.operation_id) AS ids,
  collect('') AS began,
  collect('') AS ended
