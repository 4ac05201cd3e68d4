// Places the graphs on stdin with dagre, a line of JSON each: {nodes: [{id, width, height}], links:
// [[source, target]], lane_gap, row_gap}. Answers each with {ms, paths}: how long it took, and the
// bends of each link.
//
//   npm ci --ignore-scripts --prefix benchmarks

import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const dagre = createRequire(import.meta.url)("@dagrejs/dagre");

for await (const line of createInterface({ input: process.stdin })) {
  const { nodes, links, lane_gap, row_gap } = JSON.parse(line);
  const graph = new dagre.graphlib.Graph({ multigraph: false });
  graph.setGraph({ rankdir: "LR", ranksep: lane_gap, nodesep: row_gap });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id, width, height } of nodes) graph.setNode(id, { width, height });
  for (const [source, target] of links) graph.setEdge(source, target);
  const started = performance.now();
  dagre.layout(graph);
  const ms = performance.now() - started;
  const paths = links.map(([source, target]) => [
    graph.node(source),
    ...graph.edge(source, target).points.slice(1, -1),
    graph.node(target),
  ].map(({ x, y }) => [x, y]));
  process.stdout.write(JSON.stringify({ ms, paths }) + "\n");
}
