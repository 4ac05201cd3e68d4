// How much of the origins went which way: plain data of an answer with quantities in, the nodes
// and bands of a picture out. The sums are those of the answer; how they divide among the ways
// follows the recorded quantities, as if everything were evenly mixed.

const MOST_BANDS = 40;
const PLACES = ["on_hand", "disposed", "operations", "unexplained", "origins", "not_known"];

/** The picture of one unit of the answer: `{columns, bands, back, left}`. Columns hold nodes from
 * the origins to the ends; `back` are bands that lead back (rework), `left` counts the flows of
 * which the records tell no comparable quantity. */
export function picture(answer, unit, most = MOST_BANDS) {
  const all = flows(answer, unit);
  for (let room = 12; ; room -= 1) {
    const made = gathered(all, room);
    if (made.bands.length <= most || room === 1) return cutTo(made, most);
  }
}

/** Every way of the origins' material: nodes by key, and bands between them. */
export function flows(answer, unit) {
  const whole = answer.quantities.find((each) => each.unit === unit);
  const held = new Map(answer.batches.map((batch) => [batch.batch_id, of(batch.amounts, unit)]));
  const batches = new Map(answer.batches.map((batch) => [batch.batch_id, batch]));
  const origins = new Set(whole.origins);
  const nodes = new Map();
  const sums = summing();
  const keyOf = (id) => node(nodes, batches.get(id), origins);
  for (const batch of answer.batches) if (held.get(batch.batch_id)?.mixing) add(nodes.get(keyOf(batch.batch_id)), batch, held.get(batch.batch_id), origins);
  const outs = leaving(answer, batches);
  const into = new Map();
  const ends = summing();
  for (const [id, out] of outs.by) {
    const amount = held.get(id)?.mixing;
    if (!amount) continue;
    const all = Math.max(out.whole, out.ways.reduce((sum, way) => sum + way.quantity, 0));
    for (const way of out.ways) {
      const part = (amount * way.quantity) / all;
      if (way.operation) (into.get(way.operation) ?? into.set(way.operation, summing()).get(way.operation)).add(keyOf(id), "", part);
      else ends.add(keyOf(id), way.end, part);
    }
    const rest = out.complete ? all - out.ways.reduce((sum, way) => sum + way.quantity, 0) : 0;
    if (rest > all * 1e-9) ends.add(keyOf(id), "end:unexplained", (amount * rest) / all);
  }
  through(answer, held, into, keyOf, sums, ends);
  finish(answer, whole, unit, nodes, sums, ends);
  return { nodes, bands: sums.rows(), left: outs.left, order: order(nodes, sums.rows()) };
}

function of(amounts, unit) {
  return (amounts ?? []).find((each) => each.unit === unit);
}

/** Sums by two keys. */
function summing() {
  const found = new Map();
  return {
    add(from, to, amount) {
      const inner = found.get(from) ?? found.set(from, new Map()).get(from);
      inner.set(to, (inner.get(to) ?? 0) + amount);
    },
    rows: () => [...found].flatMap(([from, inner]) => [...inner].map(([to, amount]) => ({ from, to, amount }))),
  };
}

function node(nodes, batch, origins) {
  const origin = origins.has(batch.batch_id);
  const key = origin ? `origin:${batch.batch_id}` : `material:${batch.party ?? ""}|${batch.item ?? batch.batch_id}`;
  if (!nodes.has(key)) {
    const name = origin ? batch.lot || batch.serial || batch.batch_id : batch.name || batch.item || batch.batch_id;
    nodes.set(key, { key, kind: origin ? "origin" : "material", name, batches: 0, levels: 0, weight: 0, low: null, high: null });
  }
  return key;
}

/** A batch counts in its node; bounds are told where the node is one batch. */
function add(into, batch, amount, origins) {
  into.batches += 1;
  into.levels += amount.mixing * (origins.has(batch.batch_id) ? -1 : batch.level);
  into.weight += amount.mixing;
  [into.low, into.high] = into.batches === 1 ? [amount.low, amount.high] : [null, null];
}

/** What left each batch, in its own unit; where a quantity is not comparable, it is counted. */
function leaving(answer, batches) {
  const by = new Map();
  const note = (id, unit, quantity, way) => {
    const batch = batches.get(id);
    if (!batch) return;
    const out = by.get(id) ?? by.set(id, { whole: 0, ways: [], untold: 0, units: new Set() }).get(id);
    if (quantity > 0) {
      out.units.add(unit);
      out.ways.push({ ...way, quantity, unit });
    } else if (quantity === null || quantity === undefined) out.untold += 1;
  };
  for (const link of answer.links) if (link.type === "CONSUMED" && link.certain) note(link.source, link.unit, link.quantity, { operation: link.target });
  for (const row of answer.shipments) if (row.certain) note(row.batch_id, row.unit, row.quantity, { end: `customer:${row.customer_id}` });
  for (const row of answer.disposals) if (row.certain) note(row.batch_id, row.unit, row.quantity, { end: "end:disposed" });
  const counted = new Set();
  for (const row of answer.stock) {
    if (counted.has(row.batch_id)) continue; // "on_hand" is of the whole batch, in each of its places
    counted.add(row.batch_id);
    note(row.batch_id, row.unit, row.on_hand ?? row.quantity, { end: "end:on_hand" });
  }
  let left = 0;
  for (const [id, out] of by) {
    const { unit, quantity } = batches.get(id);
    if (out.units.size > 1) {
      left += out.ways.filter((way) => way.unit !== unit).length;
      out.ways = out.ways.filter((way) => way.unit === unit);
      out.untold += 1;
    }
    left += out.units.size > 1 ? out.untold - 1 : out.untold;
    out.complete = !out.untold && out.units.size === 1 && out.units.has(unit);
    out.whole = quantity && (!out.units.size || out.units.has(unit)) ? quantity : 0;
  }
  return { by, left };
}

/** Through the operations: what came in goes to what came out, and the rest stays in them. */
function through(answer, held, into, keyOf, sums, ends) {
  const made = new Map();
  const produced = new Map();
  for (const link of answer.links) {
    if (link.type !== "PRODUCED" || !link.certain || !held.has(link.target)) continue;
    (made.get(link.source) ?? made.set(link.source, []).get(link.source)).push(link);
    produced.set(link.target, (produced.get(link.target) ?? 0) + (link.quantity ?? 0));
  }
  for (const [operation, given] of into) {
    const rows = given.rows();
    const total = rows.reduce((sum, row) => sum + row.amount, 0);
    let out = 0;
    for (const link of made.get(operation) ?? []) {
      const amount = held.get(link.target)?.mixing;
      const all = produced.get(link.target);
      if (!amount || !all || !link.quantity) continue;
      const part = (amount * link.quantity) / all;
      out += part;
      for (const row of rows) sums.add(row.from, keyOf(link.target), (part * row.amount) / total);
    }
    if (total - out > total * 1e-9) for (const row of rows) ends.add(row.from, "end:operations", ((total - out) * row.amount) / total);
  }
}

/** The ends are as large as the answer says: what leads to each is brought to that. */
function finish(answer, whole, unit, nodes, sums, ends) {
  const told = new Map();
  for (const customer of answer.customers) {
    const amount = of(customer.amounts, unit);
    if (amount?.mixing) told.set(`customer:${customer.customer_id}`, { kind: "customer", name: customer.name || customer.customer_id, id: customer.customer_id, ...amount });
  }
  for (const place of PLACES) if (whole.found[place] > 0) told.set(`end:${place}`, { kind: "place", name: place, mixing: whole.found[place], low: null, high: null });
  const rows = ends.rows();
  const sum = new Map();
  for (const row of rows) sum.set(row.to, (sum.get(row.to) ?? 0) + row.amount);
  for (const [key, end] of told) nodes.set(key, { key, kind: end.kind, name: end.name, id: end.id, weight: end.mixing, low: end.low, high: end.high, batches: 0, levels: 0 });
  for (const row of rows) if (told.has(row.to)) sums.add(row.from, row.to, (row.amount * told.get(row.to).mixing) / sum.get(row.to));
}

/** The column of each node: origins first, ends last, between them as far as material walked. */
function order(nodes, bands) {
  const mean = (key) => (nodes.get(key).kind === "origin" ? -1 : nodes.get(key).weight ? nodes.get(key).levels / nodes.get(key).weight : 0);
  const inner = [...nodes.keys()].filter((key) => isInner(nodes.get(key))).sort((a, b) => mean(a) - mean(b));
  const column = new Map(inner.map((key) => [key, nodes.get(key).kind === "origin" ? 0 : 1]));
  const ahead = new Map();
  for (const band of bands) if (column.has(band.to) && mean(band.from) < mean(band.to)) (ahead.get(band.from) ?? ahead.set(band.from, []).get(band.from)).push(band.to);
  for (const key of inner) for (const next of ahead.get(key) ?? []) if (nodes.get(next).kind !== "origin") column.set(next, Math.max(column.get(next), column.get(key) + 1));
  const last = Math.max(0, ...column.values()) + 1;
  for (const [key, each] of nodes) if (!isInner(each)) column.set(key, last);
  return column;
}

function isInner(each) {
  return each.kind === "origin" || each.kind === "material";
}

/** At most `room` nodes of a kind in a column; the smaller ones are one node that says how many. */
function gathered({ nodes, bands, left, order }, room) {
  const groups = new Map();
  for (const each of nodes.values()) {
    if (!each.weight) continue;
    const group = each.kind === "place" ? "place" : `${order.get(each.key)}:${each.kind}`;
    (groups.get(group) ?? groups.set(group, []).get(group)).push(each);
  }
  const kept = new Map();
  const shown = new Map();
  for (const [group, members] of groups) {
    members.sort((a, b) => b.weight - a.weight || (a.key < b.key ? -1 : 1));
    const few = group === "place" || members.length <= room ? members.length : room - 1;
    members.slice(0, few).forEach((each) => (kept.set(each.key, each.key), shown.set(each.key, { ...each, gathers: 1 })));
    const rest = members.slice(few);
    if (!rest.length) continue;
    const key = `others:${group}`;
    const total = (name) => rest.reduce((sum, each) => sum + each[name], 0);
    shown.set(key, { key, kind: rest[0].kind, name: "", gathers: rest.length, weight: total("weight"), batches: total("batches"), low: null, high: null });
    order.set(key, order.get(rest[0].key));
    rest.forEach((each) => kept.set(each.key, key));
  }
  const sums = summing();
  for (const band of bands) if (kept.has(band.from) && kept.has(band.to) && band.amount > 0) sums.add(kept.get(band.from), kept.get(band.to), band.amount);
  const rows = sums.rows();
  return { columns: columnsOf(shown, order), bands: rows.filter((row) => order.get(row.from) < order.get(row.to)), back: rows.filter((row) => order.get(row.from) >= order.get(row.to)), left };
}

function columnsOf(shown, order) {
  const used = [...new Set([...shown.keys()].map((key) => order.get(key)))].sort((a, b) => a - b);
  const rank = (each) => (each.kind === "place" ? 1e9 + PLACES.indexOf(each.name) : each.gathers > 1 ? 1e8 : 0);
  return used.map((column) => [...shown.values()].filter((each) => order.get(each.key) === column).sort((a, b) => rank(a) - rank(b) || b.weight - a.weight));
}

/** The largest bands where there are still too many: how many are not drawn is told. */
function cutTo(made, most) {
  const largest = [...made.bands].sort((a, b) => b.amount - a.amount);
  return { ...made, bands: largest.slice(0, most), undrawn: largest.slice(most) };
}
