// The graph as a whole as a backup has it, once everything else is restored.
//
// params: properties
MERGE (graph:Graph {name: 'graph'})
SET graph += $properties
