// The fingerprint of the graph after this transaction, how many voids and pending lots it holds,
// and that something changed that answers rest on.
//
// params: fingerprint, voids, pending
MATCH (graph:Graph {name: 'graph'})
SET graph.fingerprint = $fingerprint, graph.voids = $voids, graph.pending = $pending, graph.revision = graph.revision + 1
