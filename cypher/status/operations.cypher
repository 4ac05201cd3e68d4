// How many operations the graph holds.
//
// params:
MATCH (node:Operation)
RETURN count(node) AS total
