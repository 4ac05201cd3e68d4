// The explorer: from a search to the genealogy of a batch, and a walk through it.
import { read, sameQuestion, written } from "./address.js";
import { drawing } from "./drawing.js";
import { announce, byId, el, plain, save } from "./elements.js";
import * as filtering from "./filters.js";
import { frame, places } from "./frame.js";
import { ask, fetched, key as held } from "./http.js";
import { outline } from "./outline.js";
import { evidence, panel } from "./panel.js";
import { askedBy, search } from "./search.js";
import { table } from "./table.js";
import { timeline } from "./timeline.js";
import { compared, hiddenBy } from "./walk.js";
import { amounts, say } from "./words.js";

const DIRECTIONS = ["backward", "both", "forward"];
const MODES = ["detail", "compact", "summary"];
const DEPTHS = ["1", "2", "3", "5", "8"];
const DOWNLOADS = ["png", "svg", "html", "pdf", "graphml"];
const TABLES = ["batches", "operations", "links", "suppliers", "customers", "shipments", "stock", "returns", "disposals", "gaps"];

let state = read(location.search);
let fragment = null; // what is drawn
let trace = null; // the whole answer, as the table tells it
let nodes = new Map();
let other = null; // the batches of the scope that it is compared with
let going = null;

const finder = search(byId("search"), (hit) => change({ ...askedBy(hit), selected: undefined, open: [], pin: [], hide: [], with: undefined, material: [], site: [], supplier: [], status: [], from: "", to: "" }));
const picture = drawing(byId("canvas"), byId("lanes"), { onSelect: (key) => change({ selected: key ?? undefined }, { quiet: true }), onOpen: open });
const grid = outline(byId("outline"), { onSelect: (key) => change({ selected: key }, { quiet: true }), onOpen: () => byId("panel").focus() });
const side = panel(byId("panel"), { actions, members, follow, party });
const strip = timeline(byId("strip"), (from, to) => change({ from, to }));
const choosing = filtering.filters(byId("filters"), change);

frame({ onTheme: () => picture.retheme() });
addEventListener("popstate", () => {
  const before = state;
  state = read(location.search);
  update(before);
});
addEventListener("keydown", shortcut);
document.addEventListener("key", () => fragment || update({}));
addEventListener("resize", () => picture.fit());
update({});
if (!state.batch.length && !state.where.length) finder.focus();

/** Changes the state, and with it the address: "back" undoes it. */
function change(changed, { quiet = false } = {}) {
  const before = state;
  state = { ...state, ...changed };
  const url = location.pathname + written(state, location.search);
  if (url === location.pathname + location.search) return;
  if (quiet) history.replaceState(null, "", url);
  else history.pushState(null, "", url);
  update(before);
}

async function update(before) {
  places();
  const asks = state.batch.length || state.where.length;
  byId("start").hidden = Boolean(asks);
  byId("work").hidden = !asks;
  if (!asks) {
    document.title = `${say("explorer.title")} · ${say("product")}`;
    fragment = null;
    await empty();
    return;
  }
  if (!fragment || !sameQuestion(before, state)) await asked();
  else shown();
}

/** What stands there before anything was searched for: what the graph holds. */
async function empty() {
  if (!held()) return;
  const told = await ask("/v1/status").catch(() => null);
  if (!told) return;
  const { batches, operations } = told.totals;
  byId("start-state").textContent = batches ? say("start.holds", { batches, operations }) : say("start.empty");
}

async function asked() {
  going?.abort();
  going = new AbortController();
  const { signal } = going;
  const params = question();
  byId("work").setAttribute("aria-busy", "true");
  try {
    const answer = await ask("/v1/graphs", { ...params, mode: state.mode, depth: state.depth, open: state.open }, { signal });
    fragment = answer;
    nodes = new Map(answer.nodes.map((node) => [node.key, node]));
    trace = null;
    other = null;
    picture.draw(answer);
    byId("over").hidden = true;
    shown();
    whole(params, signal);
  } catch (error) {
    if (error.name !== "AbortError") failed(error);
  } finally {
    if (!signal.aborted) byId("work").removeAttribute("aria-busy");
  }
}

function question() {
  return { batch: state.batch, where: state.where, direction: state.direction || "both", as_known_on: state.as_known_on };
}

function failed(error) {
  fragment = null;
  nodes = new Map();
  picture.draw({ nodes: [], arrows: [], lanes: [] });
  for (const id of ["verdict", "counts", "note", "table", "strip", "outline"]) byId(id).replaceChildren();
  const over = byId("over");
  over.replaceChildren(el("strong", {}, say("failed")), " ", plain(error.message));
  for (const candidate of error.problem?.candidates || []) {
    over.append(el("button", { type: "button", class: "link", onclick: () => change({ batch: [candidate], where: [] }) }, plain(candidate)));
  }
  over.hidden = false;
  announce(error.message);
}

/** The whole answer behind the picture: the table, the members of boxes, a comparison. */
async function whole(params, signal) {
  try {
    const answer = await ask("/v1/traces", params, { signal });
    trace = answer;
    linked();
    side.show(nodes.get(state.selected));
    counts();
    if (state.with) await compare(signal);
  } catch (error) {
    if (error.name !== "AbortError") byId("table").replaceChildren(el("p", { class: "wrong" }, error.message));
  }
}

/** Everything that follows from the state, without asking again. */
function shown() {
  const hidden = hiddenBy(fragment.nodes, state, state.hide.filter((key) => !state.pin.includes(key)));
  for (const key of state.pin) hidden.delete(key);
  picture.hide(hidden);
  picture.pin(state.pin);
  picture.select(nodes.has(state.selected) ? state.selected : null);
  grid.draw(fragment, hidden);
  strip.draw(fragment.nodes, state);
  choosing.draw(fragment.nodes, state);
  side.show(nodes.get(state.selected));
  verdict();
  counts();
  note(hidden);
  toolbar();
  const name = state.batch.length === 1 ? lotOf(state.batch[0]) : state.where.join(" ") || say("several", { count: state.batch.length });
  document.title = `${name} · ${say("explorer.title")}`;
  if (state.with && other) picture.sides(compared(keysOf(trace), other));
  if (!state.with) picture.sides(null);
}

function verdict() {
  const shown = byId("verdict");
  shown.className = `verdict ${fragment.verdict}`;
  shown.textContent = say(`verdict.${fragment.verdict}`);
}

function counts() {
  const parts = [say("counts.shown", { shown: fragment.shown, of: fragment.of, mode: say(`mode.${fragment.mode}`) })];
  if (trace) {
    parts.unshift(say("counts.batches", { count: trace.batches.length }), say("counts.customers", { count: trace.customers?.length ?? 0 }));
    if (trace.totals?.shipped && Object.keys(trace.totals.shipped).length) parts.push(say("counts.shipped", { amount: amounts(trace.totals.shipped) }));
  }
  byId("counts").textContent = parts.join(" · ");
}

function note(hidden) {
  const place = byId("note");
  const parts = [];
  if (fragment.why) parts.push(say(fragment.mode === "summary" ? "note.summary" : "note.part", { of: fragment.of }));
  if (fragment.hidden) parts.push(say("note.depth", { count: fragment.hidden }));
  place.replaceChildren(parts.join(" "));
  if (hidden.size) {
    const all = hidden.size >= fragment.nodes.length - state.batch.length;
    place.append(" ", el("strong", {}, say(all ? "note.all-hidden" : "note.hidden", { count: hidden.size })), " ", el("button", { type: "button", class: "link", onclick: () => change({ material: [], site: [], supplier: [], status: [], from: "", to: "", hide: [] }) }, say("note.show-all")));
  }
  if (state.with) place.append(" ", say("note.compared", { batch: lotOf(state.with) }), " ", el("button", { type: "button", class: "link", onclick: () => change({ with: undefined }) }, say("note.stop-comparing")));
}

function toolbar() {
  const filterCount = filtering.count(state);
  const choice = (name, values, now, label) =>
    el("label", {}, `${say(label)} `, el("select", { onchange: (event) => change({ [name]: event.target.value || undefined, selected: state.selected }) }, values.map(([value, text]) => el("option", { value, selected: value === now }, text))));
  const button = (text, act, extra = {}) => el("button", { type: "button", onclick: act, ...extra }, text);
  byId("toolbar").replaceChildren(
    el("span", { class: "group", role: "group", "aria-label": say("direction") }, DIRECTIONS.map((each) => button(say(`direction.${each}`), () => change({ direction: each }), { "aria-pressed": String(each === (state.direction || "both")) }))),
    choice("depth", [["", say("depth.all")], ...DEPTHS.map((each) => [each, each])], state.depth || "", "depth"),
    choice("mode", [["", say("mode.auto", { mode: say(`mode.${fragment.usual_mode}`) })], ...MODES.map((each) => [each, say(`mode.${each}`)])], state.mode || "", "mode"),
    button(filterCount ? say("filters.on", { count: filterCount }) : say("filters"), () => toggle("filters"), { "aria-expanded": String(!byId("filters").hidden), "aria-controls": "filters" }),
    button(say("undo"), () => history.back(), { title: say("undo.title") }),
    el("span", { class: "group" }, button("−", () => picture.zoom(0.8), { "aria-label": say("zoom.out") }), button(say("zoom.fit"), () => picture.fit()), button("+", () => picture.zoom(1.25), { "aria-label": say("zoom.in") })),
    el("span", { class: "space" }),
    el("a", { class: "button first", href: `/recall${location.search}`, title: say("to-recall.title") }, say("to-recall")),
    el("label", {}, `${say("save")} `, el("select", { onchange: (event) => download(event.target) }, el("option", { value: "" }, "…"), DOWNLOADS.map((each) => el("option", { value: each }, each.toUpperCase())))),
  );
}

function toggle(id) {
  byId(id).hidden = !byId(id).hidden;
  toolbar();
  picture.fit();
}

function linked() {
  const tables = Object.fromEntries(TABLES.map((name) => [name, name === "gaps" ? trace.verdict.gaps : trace[name] ?? []]));
  table(byId("table"), {
    tables,
    chosen: state.tab,
    files: (name) => ({ path: "/v1/traces", params: { ...question(), table: name }, name: `${state.batch.map(lotOf).join("-") || "selection"}-${name}`, forms: ["csv", "xlsx"] }),
    onTable: (tab) => change({ tab }, { quiet: true }),
    onRow: (name, row) => {
      const key = keyOf(name, row);
      if (key && nodes.has(key)) {
        change({ selected: key }, { quiet: true });
        picture.select(key, { centre: true });
      } else if (row.batch_id) {
        announce(say("not-drawn"));
        side.show({ key: `batch:${row.batch_id}`, kind: "batch", name: row.lot || row.batch_id, facts: [], size: 1 });
      }
    },
  });
}

function keyOf(name, row) {
  if (name === "customers") return `customer:${row.customer_id}`;
  if (name === "suppliers") return `supplier:${row.supplier_id}`;
  if (name === "operations") return `operation:${row.operation_id}`;
  if (name === "gaps") return [`batch:${row.subject}`, `operation:${row.subject}`].find((key) => nodes.has(key));
  return row.batch_id ? `batch:${row.batch_id}` : null;
}

/** What can be done with a node. */
function actions(node) {
  const button = (text, act, extra = {}) => el("button", { type: "button", onclick: act, ...extra }, text);
  const made = [];
  const id = node.key.slice(node.key.indexOf(":") + 1);
  if (node.kind === "batch" && !(node.size > 1)) {
    made.push(button(say("act.from-here"), () => change({ batch: [id], where: [], open: [], hide: [], selected: node.key })));
    if (!node.origin && state.batch.length) made.push(button(say("act.why"), () => why(id)));
    if (!node.origin) made.push(button(say("act.compare"), () => change({ with: id })));
  }
  if (node.more) made.push(button(say("act.open", { count: node.more }), () => open(node.key)));
  if (nodes.has(node.key)) {
    const pinned = state.pin.includes(node.key);
    made.push(button(say(pinned ? "act.unpin" : "act.pin"), () => change({ pin: pinned ? state.pin.filter((each) => each !== node.key) : [...state.pin, node.key] }), { "aria-pressed": String(pinned) }));
    if (!node.origin) made.push(button(say("act.hide"), () => change({ hide: [...state.hide, node.key], selected: undefined })));
  }
  return made;
}

/** Shows more of what is behind a node, as many as are told on it. */
function open(key) {
  const node = nodes.get(key);
  if (node?.more) change({ open: [...state.open, key] });
  else byId("panel").focus();
}

/** The shortest chain of evidence from the origin, lit up and told row by row. */
async function why(id) {
  try {
    const told = await ask("/v1/whys", { batch: id, origin: state.batch[0] }).catch(() => ask("/v1/whys", { batch: state.batch[0], origin: id }));
    const keys = told.hops.flatMap(({ type, source, target }) => (type === "CONSUMED" ? [`batch:${source}`, `operation:${target}`] : [`operation:${source}`, `batch:${target}`]));
    picture.chain(keys);
    byId("panel").append(
      el("section", { class: "why" }, el("h3", {}, say("why", { certain: say(told.certain ? "certain" : "possible") })), el("ol", {}, told.hops.map((hop) => el("li", {}, `${plain(hop.source)} → ${plain(hop.target)}`, el("ul", { class: "evidence" }, hop.facts.flatMap((fact) => fact.evidence).map((row) => el("li", {}, evidence(row)))))))),
    );
    announce(say("why.lit", { count: told.hops.length }));
  } catch (error) {
    byId("panel").append(el("p", { class: "wrong" }, error.message));
  }
}

/** What stands behind a box of the summary, as a page of the whole answer. */
function members(node, from, most) {
  const { levels, party, item } = node.gathers ?? {};
  const rows = levels
    ? (trace?.batches ?? []).filter((row) => row.level >= levels[0] && row.level <= levels[1] && (party === null || row.party === party) && (item === null || row.item === item))
    : (trace?.[`${node.kind}s`] ?? []);
  return { rows: rows.slice(from, from + most), of: rows.length };
}

/** What the answer knows of a supplier or customer, with the batches that came or went. */
function party(kind, id) {
  const rows = trace?.[`${kind}s`] ?? [];
  const flows = (kind === "customer" ? trace?.shipments : trace?.supplies) ?? [];
  return { row: rows.find((row) => row[`${kind}_id`] === id), flows: flows.filter((row) => row[`${kind}_id`] === id) };
}

function follow(id, key = `batch:${id}`) {
  if (nodes.has(key)) {
    change({ selected: key }, { quiet: true });
    picture.select(key, { centre: true });
  } else if (key.startsWith("batch:")) {
    change({ batch: [id], where: [], open: [], hide: [], selected: key });
  }
}

function keysOf(answer) {
  return new Set([...answer.batches.map((row) => `batch:${row.batch_id}`), ...answer.operations.map((row) => `operation:${row.operation_id}`), ...(answer.customers ?? []).map((row) => `customer:${row.customer_id}`)]);
}

/** Both scopes in one picture: what is common, only in the first, only in the second. */
async function compare(signal) {
  const second = await ask("/v1/traces", { batch: state.with, direction: state.direction || "both" }, { signal });
  other = keysOf(second);
  const sides = compared(keysOf(trace), other);
  picture.sides(sides);
  const many = (side) => [...sides].filter(([key, each]) => each === side && key.startsWith("batch:")).length;
  byId("note").append(" ", el("strong", {}, say("compared", { both: many("both"), first: many("first"), second: many("second") })));
}

async function download(select) {
  const form = select.value;
  select.value = "";
  if (!form) return;
  const name = `${state.batch.map(lotOf).join("-") || "genealogy"}.${form}`;
  try {
    if (form === "png") {
      save(await picture.png(), name);
      return;
    }
    const params = { ...question(), mode: state.mode, depth: state.depth, open: state.open };
    const answer = await fetched(form === "graphml" ? "/v1/traces" : "/v1/graphs", { params: form === "graphml" ? question() : params, accept: ACCEPTED[form] });
    save(await answer.blob(), name);
  } catch (error) {
    announce(error.message);
    byId("note").append(" ", el("span", { class: "wrong" }, error.message));
  }
}

const ACCEPTED = { svg: "image/svg+xml", html: "text/html", pdf: "application/pdf", graphml: "application/graphml+xml" };

/** Keys: "/" searches, "r" opens the recall, "o" the outline, "f" shows all, "b" goes back. */
function shortcut(event) {
  if (event.target.closest("input, select, textarea, dialog[open]") || event.ctrlKey || event.metaKey || event.altKey) return;
  const act = {
    "/": () => finder.focus(),
    r: () => location.assign(`/recall${location.search}`),
    o: () => grid.focus(),
    f: () => picture.fit(),
    u: () => history.back(),
  }[event.key];
  if (act) {
    event.preventDefault();
    act();
  }
}

function lotOf(id) {
  return plain(id).split("/").at(-1);
}

