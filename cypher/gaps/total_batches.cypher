// How many batches there are at most: both engines keep this number and count nothing.
//
// params:
MATCH (node:Batch)
RETURN count(node) AS total
