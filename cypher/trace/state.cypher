// The fingerprint of the live facts. Read before and after the statements of an answer: equal
// fingerprints mean that all of them saw the same graph.
//
// params: empty
OPTIONAL MATCH (graph:Graph {name: 'graph'})
RETURN coalesce(graph.fingerprint, $empty) AS fingerprint
