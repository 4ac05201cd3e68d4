// The fingerprint of the graph after this transaction, how many voids it holds, and that
// something changed that answers rest on.
//
// params: fingerprint, voids
MATCH (graph:Graph {name: 'graph'})
SET graph.fingerprint = $fingerprint, graph.voids = $voids, graph.revision = graph.revision + 1
