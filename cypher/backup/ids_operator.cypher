// The id of every Operator.
//
// params:
MATCH (operator:Operator)
RETURN collect(operator.operator_id) AS ids
