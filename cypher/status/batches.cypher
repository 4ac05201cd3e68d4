// How many batches the graph holds; a pending lot counts as one while no batch can be it.
//
// params:
MATCH (node:Batch)
WHERE node.withdrawn IS NULL
  AND (node.pending IS NULL OR size(node.candidates) = 0)
RETURN count(node) AS total
