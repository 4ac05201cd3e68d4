// The recall at a glance: what is asked stands in the address, all else is the API's answer.
import { announce, byId, el, plain } from "./elements.js";
import { picture } from "./bands.js";
import { frame, places } from "./frame.js";
import { fetched } from "./http.js";
import { opening } from "./opening.js";
import { printing } from "./paper.js";
import { bandTable, rounded, sankey } from "./sankey.js";
import { isMasked, tablesOf } from "./scope.js";
import { askedBy, search } from "./search.js";
import { table } from "./table.js";
import { shown as showVerdict } from "./verdict.js";
import { windows } from "./windows.js";
import { amount, say } from "./words.js";

const MANY = ["batch", "where", "scope"];
let state = read();
let answer = null;
let going;
let drawn = { width: 0, paper: false };

frame();
if (byId("search")) search(byId("search"), (hit) => go(askedBy(hit)));
byId("ask-form").addEventListener("submit", (event) => {
  event.preventDefault();
  go(given(byId("ask-batch").value.trim()));
});
const opened = opening({ state: () => ({ ...state, answer }) });
const beside = windows({ state: () => ({ ...state, scopes: state.scope }), onChange: narrowed });
byId("acts").append(...opened.elements, el("button", { type: "button", onclick: () => window.print() }, say("recall.print")), el("a", { class: "button", id: "to-explorer" }, say("explorer.title")));
printing({ answer: () => answer, redraw: drawFlow });
addEventListener("popstate", () => {
  state = read();
  load();
});
document.addEventListener("key", load);
new ResizeObserver(() => byId("flow").clientWidth !== drawn.width && drawFlow(drawn.paper)).observe(byId("flow"));
load();

function read() {
  const params = new URLSearchParams(location.search);
  const made = Object.fromEntries(MANY.map((name) => [name, params.getAll(name).filter(Boolean)]));
  return { ...made, tab: params.get("tab") ?? "", unit: params.get("unit") ?? "" };
}

/** Writes the state into the address; what of it is asked anew is a step that "back" undoes. */
function write(step) {
  const url = new URL(location.href);
  for (const name of MANY) {
    url.searchParams.delete(name);
    for (const value of state[name]) url.searchParams.append(name, value);
  }
  for (const name of ["tab", "unit"]) state[name] ? url.searchParams.set(name, state[name]) : url.searchParams.delete(name);
  history[step ? "pushState" : "replaceState"](null, "", url);
  places();
}

/** A text that was typed: a selection where it begins as one, else a batch. */
function given(text) {
  return /^[A-Za-z_]+=/.test(text) ? { batch: [], where: [text] } : { batch: [text], where: [] };
}

function go(asked) {
  state = { ...asked, scope: [], tab: state.tab, unit: "" };
  write(true);
  load();
}

function narrowed(scopes) {
  state.scope = scopes;
  write(false);
  beside.show();
}

function only(id) {
  for (const each of ["ask", "refused", "recall"]) byId(each).hidden = each !== id;
}

/** Asks for what the address names: first the recall, then how much of the origins is where. */
async function load() {
  going?.abort();
  going = new AbortController();
  const { signal } = going;
  answer = null;
  byId("opened").hidden = true;
  if (!state.batch.length && !state.where.length) {
    only("ask");
    opened.allow();
    byId("ask-batch").focus();
    return;
  }
  only("refused");
  byId("refused").replaceChildren(el("p", { role: "status" }, say("loading")));
  const params = { batch: state.batch, where: state.where };
  try {
    show(await recalled(params, signal), params);
    announce(`${byId("title").textContent}: ${byId("verdict").textContent}`);
    await Promise.all([opened.allow(), beside.show(), flow(params, signal)]);
  } catch (error) {
    if (error.name !== "AbortError") refuse(error);
  }
}

function show(found, params) {
  answer = found;
  only("recall");
  showVerdict(answer);
  byId("masked").hidden = !isMasked(answer);
  byId("masked").textContent = say("recall.masked");
  byId("to-explorer").href = `/?${new URLSearchParams([...state.batch.map((each) => ["batch", each]), ...state.where.map((each) => ["where", each])])}`;
  tables(params);
}

function words() {
  return { shipped: say("column.shipped"), share: say("recall.column.amount"), low: say("recall.column.low"), high: say("recall.column.high") };
}

function tables(params) {
  table(byId("table"), {
    tables: tablesOf(answer, words(), say("recall.hidden")),
    chosen: state.tab || "customers",
    files: (table) => ({ path: "/v1/recalls", params: { ...params, quantities: Boolean(answer.quantities), table }, name: `recall-${table}`, forms: ["csv", "xlsx"] }),
    onTable: (name) => {
      state.tab = name;
      write(false);
    },
  });
}

/** The answer, with the entry by which it is on record: the paper names it. */
async function recalled(params, signal) {
  const response = await fetched("/v1/recalls", { params, signal });
  return Object.defineProperty(await response.json(), "onRecord", { value: response.headers.get("Audit-Head") });
}

/** How much of the origins is where: asked for apart, since a verdict must not wait for it. */
async function flow(params, signal) {
  byId("flow-found").textContent = say("loading");
  byId("flow").replaceChildren();
  byId("flow-rows").replaceChildren();
  byId("flow-units").replaceChildren();
  try {
    const found = await recalled({ ...params, quantities: true }, signal);
    if (found.fingerprint !== answer.fingerprint) show(found, params);
    answer = found;
    tables(params);
    drawFlow();
  } catch (error) {
    if (error.name === "AbortError") throw error;
    byId("flow-found").textContent = error.message;
  }
}

function drawFlow(paper = false) {
  drawn = { width: byId("flow").clientWidth, paper };
  if (!answer?.quantities) return;
  const kinds = answer.quantities;
  const whole = kinds.find((each) => each.unit === state.unit) ?? kinds[0];
  byId("flow-units").replaceChildren(...(kinds.length > 1 ? kinds.map((each) => unitButton(each.unit, each === whole)) : []));
  if (!whole?.seeded) {
    byId("flow-found").textContent = say("recall.flow.none");
    return;
  }
  const { unit } = whole;
  const made = picture(answer, unit);
  byId("flow-found").textContent = say("recall.flow.found", { amount: amount(whole.seeded, unit), places: Object.entries(whole.found).filter(([, value]) => value).map(([name, value]) => `${say(`recall.found.${name}`)} ${amount(rounded(value), unit)}`).join(", ") });
  sankey(byId("flow"), made, unit, paper);
  byId("flow-rows").replaceChildren(bandTable(made, unit));
  byId("flow-note").textContent = notes(made, whole, kinds).join(" ");
}

function notes(made, whole, kinds) {
  const gathered = made.columns.flat().filter((node) => node.gathers > 1);
  const back = made.back.reduce((sum, band) => sum + band.amount, 0);
  return [
    gathered.length ? say("recall.flow.gathered") : "",
    made.undrawn.length ? say("recall.flow.undrawn", { count: made.undrawn.length }) : "",
    back ? say("recall.flow.backs", { amount: amount(rounded(back), whole.unit) }) : "",
    made.left ? say("recall.flow.left", { count: made.left }) : "",
    kinds.length > 1 ? say("recall.flow.units", { count: kinds.length }) : "",
  ].filter(Boolean);
}

function unitButton(unit, chosen) {
  return el("button", { type: "button", "aria-pressed": String(chosen), onclick: () => { state.unit = unit; write(false); drawFlow(); } }, plain(unit));
}

/** What cannot be answered, why, and what could be meant. */
function refuse(error) {
  only("refused");
  const { candidates = [], code } = error.problem ?? {};
  const known = code === "unknown-batch" ? "recall.unknown" : code === "ambiguous-batch" ? "recall.ambiguous" : "failed";
  byId("refused").replaceChildren(
    el("h1", {}, say(known)),
    el("p", { class: "wrong", role: "alert", lang: "en" }, ...error.message.split("\n").flatMap((line) => [plain(line), el("br")])),
    candidates.length ? el("h2", {}, say("recall.candidates")) : "",
    candidates.length ? el("ul", { class: "candidates" }, candidates.map((id) => el("li", {}, el("a", { href: linked(id) }, plain(id))))) : "",
    el("p", {}, el("a", { href: linked(null) }, say("recall.another")), " ", el("button", { type: "button", onclick: load }, say("recall.again"))),
  );
}

function linked(id) {
  const url = new URL(location.href);
  for (const name of ["batch", "where", "scope", "unit"]) url.searchParams.delete(name);
  if (id) url.searchParams.append("batch", id);
  return url.pathname + url.search;
}
