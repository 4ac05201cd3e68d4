// Walks over what is drawn: plain data in, sets of keys out.

/** Neighbours by key: `{inputs: Map, outputs: Map}` of keys to keys. */
export function neighbours(arrows) {
  const inputs = new Map();
  const outputs = new Map();
  const note = (map, from, to) => (map.get(from) ?? map.set(from, []).get(from)).push(to);
  for (const { source, target } of arrows) {
    note(outputs, source, target);
    note(inputs, target, source);
  }
  return { inputs, outputs };
}

/** Everything that is reached from a key, itself too; loops end. */
export function reached(start, next) {
  const seen = new Set([start]);
  const waiting = [start];
  while (waiting.length) {
    for (const key of next.get(waiting.pop()) ?? []) {
      if (!seen.has(key)) {
        seen.add(key);
        waiting.push(key);
      }
    }
  }
  return seen;
}

/** The whole path of a key: what went into it, and what it went into. */
export function path(start, { inputs, outputs }) {
  return { before: reached(start, inputs), after: reached(start, outputs) };
}

/** Whether an arrow lies on a path: both its ends on the same side. */
export function onPath(arrow, { before, after }) {
  return (before.has(arrow.source) && before.has(arrow.target)) || (after.has(arrow.source) && after.has(arrow.target));
}

/** The keys that filters hide. A filter takes out what states another value; what states none
 * stays, as operations do that join what is shown. */
export function hiddenBy(nodes, filters, hide = []) {
  const hidden = new Set(hide);
  for (const node of nodes) {
    if (node.origin) continue;
    for (const name of ["material", "site", "supplier", "status"]) {
      const wanted = filters[name] ?? [];
      const values = [node[name] ?? []].flat();
      if (wanted.length && values.length && !values.some((value) => wanted.includes(value))) hidden.add(node.key);
    }
    const day = (node.time || "").slice(0, 10);
    if (day && ((filters.from && day < filters.from) || (filters.to && day > filters.to))) hidden.add(node.key);
  }
  return hidden;
}

/** Which of two scopes holds each key: `both`, `first` or `second`. */
export function compared(first, second) {
  const sides = new Map();
  for (const key of first) sides.set(key, second.has(key) ? "both" : "first");
  for (const key of second) if (!sides.has(key)) sides.set(key, "second");
  return sides;
}

/** The values that a filter can have, each with how often it occurs, the most frequent first. */
export function choices(nodes, name) {
  const counts = new Map();
  for (const node of nodes) for (const value of [node[name] ?? []].flat()) counts.set(value, (counts.get(value) ?? 0) + (node.size || 1));
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}
