// What is kept of the graph as a whole.
//
// params:
MATCH (graph:Graph {name: 'graph'})
RETURN properties(graph) AS properties
