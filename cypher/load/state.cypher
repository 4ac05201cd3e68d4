// The fingerprint of the graph after this transaction, and how many voids it holds.
//
// params: fingerprint, voids
MATCH (graph:Graph {name: 'graph'})
SET graph.fingerprint = $fingerprint, graph.voids = $voids, graph.chunks = graph.chunks + 1
