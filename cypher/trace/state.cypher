// The fingerprint of the live facts, and how often what an answer rests on was changed (rejected
// rows too). Read before and after the statements of an answer: where both are equal, all of
// them saw the same graph.
//
// params: empty
OPTIONAL MATCH (graph:Graph {name: 'graph'})
RETURN
  coalesce(graph.fingerprint, $empty) AS fingerprint,
  coalesce(graph.revision, 0) AS revision
