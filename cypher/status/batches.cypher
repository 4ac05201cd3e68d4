// How many batches the graph holds.
//
// params:
MATCH (node:Batch)
RETURN count(node) AS total
