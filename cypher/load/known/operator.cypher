// Which of these Operator nodes exist, and what is described of them, as parallel columns.
//
// params: ids
UNWIND $ids AS id
MATCH (operator:Operator {operator_id: id})
RETURN collect(operator.operator_id) AS ids, collect(properties(operator)) AS properties
