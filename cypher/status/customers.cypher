// How many customers the graph holds.
//
// params:
MATCH (node:Customer)
RETURN count(node) AS total
