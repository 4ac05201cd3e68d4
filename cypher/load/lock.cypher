// The state of the graph, locked: whoever writes next waits here until this transaction ends.
//
// The first statement of every writing transaction, so that two loaders cannot both find a
// fact missing and both write it.
//
// params: empty, locked_at
MERGE (graph:Graph {name: 'graph'})
ON CREATE SET graph.fingerprint = $empty, graph.revision = 0, graph.voids = 0
SET graph.locked_at = $locked_at
RETURN graph.fingerprint AS fingerprint, graph.voids AS voids,
  coalesce(graph.pending, 0) AS pending
