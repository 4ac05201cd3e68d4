// The page's own behaviour, after pyvis has drawn: facts on hover and click, the path lit up.
(function () {
  "use strict";
  var facts = document.getElementById("facts");
  var idle = facts.textContent;

  // pyvis shows a title that contains "href" as HTML. It is never handed one: the facts travel
  // under a name of their own and become titles here, which vis-network shows as plain text.
  [nodes, edges].forEach(function (set) {
    set.update(set.get().filter(function (item) { return item.facts; }).map(function (item) {
      return { id: item.id, title: item.facts };
    }));
  });

  function walk(start, from, to) {
    var next = {}, seen = new Set([start]), waiting = [start];
    edges.forEach(function (edge) { (next[edge[from]] = next[edge[from]] || []).push(edge[to]); });
    while (waiting.length) {
      (next[waiting.pop()] || []).forEach(function (id) {
        if (!seen.has(id)) { seen.add(id); waiting.push(id); }
      });
    }
    return seen;
  }

  // Two walks, kept apart: a link is lit where both its ends lie on the same side.
  function light(start) {
    var after = start === null ? null : walk(start, "from", "to");
    var before = start === null ? null : walk(start, "to", "from");
    nodes.update(nodes.get().filter(function (node) { return !node.heading; }).map(function (node) {
      var lit = start === null || after.has(node.id) || before.has(node.id);
      return { id: node.id, opacity: lit ? 1 : 0.18 };
    }));
    edges.update(edges.get().map(function (edge) {
      var lit = start === null || (after.has(edge.from) && after.has(edge.to)) ||
        (before.has(edge.from) && before.has(edge.to));
      return { id: edge.id, color: Object.assign({}, edge.color, { opacity: lit ? 1 : 0.12 }) };
    }));
  }

  network.on("click", function (event) {
    var node = event.nodes.length ? nodes.get(event.nodes[0]) : null;
    var edge = !node && event.edges.length ? edges.get(event.edges[0]) : null;
    var told = node && node.facts || edge && edge.facts;
    facts.textContent = told || idle;
    light(node && node.facts ? node.id : null);
  });

  function later() { setTimeout(whole, 0); }
  function whole() { network.fit({ maxZoomLevel: 1.1 }); }
  document.getElementById("whole").addEventListener("click", whole);
  network.on("resize", later);
  // Only once drawn do the boxes have a size that the view can be fitted to.
  network.once("afterDrawing", later);
})();
