// Ids and names of operators that begin with this text, in any letter case.
//
// params: start, most
MATCH (operator:Operator)
UNWIND [operator.operator_id, operator.name] AS value
WITH DISTINCT value
WHERE toLower(value) STARTS WITH $start
RETURN value
ORDER BY value
LIMIT $most
