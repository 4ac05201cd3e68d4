// How many suppliers the graph holds.
//
// params:
MATCH (node:Supplier)
RETURN count(node) AS total
