// The explorer: from a search to the genealogy of a batch, and a walk through it.
import { read, sameQuestion, written } from "./address.js";
import { drawing } from "./drawing.js";
import { announce, byId, el, plain } from "./elements.js";
import { filters, NONE } from "./filters.js";
import { frame, places } from "./frame.js";
import { gapRow } from "./gap_words.js";
import { ask, key as held } from "./http.js";
import { keys } from "./keys.js";
import { outline } from "./outline.js";
import { evidence, panel } from "./panel.js";
import { askedBy, search } from "./search.js";
import { table } from "./table.js";
import { timeline } from "./timeline.js";
import { lotOf, told } from "./told.js";
import { toolbar } from "./toolbar.js";
import { compared, hiddenBy } from "./walk.js";
import { keyOf, keysOf, membersOf, partyOf, tablesOf } from "./whole.js";
import { say } from "./words.js";

let state = read(location.search);
let fragment = null; // what is drawn
let trace = null; // the whole answer, as the table tells it
let nodes = new Map();
let other = null; // the scope that it is compared with: `{batch, keys, wrong}`
let going = null;

const finder = search(byId("search"), (hit) => change({ ...askedBy(hit), ...NONE, selected: undefined, open: [], pin: [], hide: [], with: undefined }));
const picture = drawing(byId("canvas"), byId("lanes"), { onSelect: (key) => change({ selected: key ?? undefined }, { quiet: true }), onOpen: open });
const grid = outline(byId("outline"), { onSelect: (key) => change({ selected: key }, { quiet: true }), onOpen: () => byId("panel").focus() });
const side = panel(byId("panel"), { actions, members: (...which) => membersOf(trace, ...which), follow, party: (...which) => partyOf(trace, ...which) });
const strip = timeline(byId("strip"), (from, to) => change({ from, to }));
const choosing = filters(byId("filters"), change);
const help = keys({ search: () => finder.focus(), recall: () => location.assign(`/recall${location.search}`), outline: () => grid.focus(), whole: () => picture.fit(), undo: () => history.back() });
const tools = toolbar(byId("toolbar"), { picture, change, question, help });

frame({ onTheme: () => picture.retheme() });
addEventListener("popstate", () => {
  const before = state;
  state = read(location.search);
  update(before);
});
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
  const status = await ask("/v1/status").catch(() => null);
  if (!status) return;
  const { batches, operations } = status.totals;
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
    shown();
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
  const sides = compare();
  picture.sides(sides);
  told({ fragment, trace, state, hidden, sides, wrong: other?.wrong }, change);
  tools.draw(fragment, state);
  const name = state.batch.length === 1 ? lotOf(state.batch[0]) : state.where.join(" ") || say("several", { count: state.batch.length });
  document.title = `${name} · ${say("explorer.title")}`;
}

/** Which of the two scopes each key is in; nothing where none is compared, or not yet. */
function compare() {
  if (!state.with || !trace) return null;
  if (other?.batch === state.with) return other.keys && compared(keysOf(trace), other.keys);
  const asking = { batch: state.with, keys: null };
  const done = (found) => {
    Object.assign(asking, found);
    if (other === asking) shown();
  };
  other = asking;
  ask("/v1/traces", { batch: state.with, direction: state.direction || "both" }, { signal: going.signal })
    .then((answer) => done({ keys: keysOf(answer) }))
    .catch((error) => error.name === "AbortError" || done({ wrong: error.message }));
  return null;
}

function linked() {
  table(byId("table"), {
    tables: { ...tablesOf(trace), gaps: trace.verdict.gaps.map(gapRow) },
    chosen: state.tab,
    sort: state.sort && { column: state.sort.replace(/^-/, ""), down: state.sort.startsWith("-") },
    files: (name) => ({ path: "/v1/traces", params: { ...question(), table: name }, name: `${state.batch.map(lotOf).join("-") || "selection"}-${name}`, forms: ["csv", "xlsx"] }),
    onTable: (tab) => change({ tab, sort: undefined }, { quiet: true }),
    onSort: ({ column, down }) => change({ sort: (down ? "-" : "") + column }, { quiet: true }),
    onRow: (name, row) => {
      const key = keyOf(name, row, (each) => nodes.has(each));
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
    const chain = await ask("/v1/whys", { batch: id, origin: state.batch[0] }).catch(() => ask("/v1/whys", { batch: state.batch[0], origin: id }));
    const keys = chain.hops.flatMap(({ type, source, target }) => (type === "CONSUMED" ? [`batch:${source}`, `operation:${target}`] : [`operation:${source}`, `batch:${target}`]));
    picture.chain(keys);
    byId("panel").append(
      el("section", { class: "why" }, el("h3", {}, say("why", { certain: say(chain.certain ? "certain" : "possible") })), el("ol", {}, chain.hops.map((hop) => el("li", {}, `${plain(hop.source)} → ${plain(hop.target)}`, el("ul", { class: "evidence" }, hop.facts.flatMap((fact) => fact.evidence).map((row) => el("li", {}, evidence(row)))))))),
    );
    announce(say("why.lit", { count: chain.hops.length }));
  } catch (error) {
    byId("panel").append(el("p", { class: "wrong" }, error.message));
  }
}

function follow(id, key = `batch:${id}`) {
  if (nodes.has(key)) {
    change({ selected: key }, { quiet: true });
    picture.select(key, { centre: true });
  } else if (key.startsWith("batch:")) {
    change({ batch: [id], where: [], open: [], hide: [], selected: key });
  }
}
