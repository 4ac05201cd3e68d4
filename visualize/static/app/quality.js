// Data quality: loads with their receipts, rejected rows, checks, gaps by effect, completeness.
import { byId, el, plain } from "./elements.js";
import { checkRows, gapRows, loadRow, sum } from "./findings.js";
import { frame } from "./frame.js";
import { ask, key } from "./http.js";
import { pairs } from "./panel.js";
import { search, toExplorer } from "./search.js";
import { heading, table } from "./table.js";
import { knows, number, say, timeElement } from "./words.js";

const MOST = 1000;
const POLL_MS = 2000;
const RECEIPT = ["file", "sheet", "profile", "system", "status", "rows_read", "rows_new", "rows_known", "rows_voiding", "rows_skipped", "rows_rejected", "facts_new", "facts_voided", "facts_disputed", "covers_from", "covers_to", "recorded_at"];
const LISTS = ["skipped", "rejected", "warnings", "gaps_opened", "gaps_closed", "history"];

const found = { loads: [], rejected: [], checks: [], gaps: [], completeness: [] };
const whole = new Map(); // rows as the API has them, by table and id
const more = {};
let tab = new URLSearchParams(location.search).get("tab") || "loads";

frame();
search(byId("search"), toExplorer);
byId("panel").append(el("p", { class: "quiet" }, say("quality.idle")));
document.addEventListener("key", start);
if (key()) start();
else ask("/v1/me").catch(() => null); // asks for a key

async function start() {
  byId("refused").replaceChildren();
  await Promise.all([section("status", status), section("loads", loads), section("rejected", rejected), section("checks", checks), section("gaps", gaps), section("completeness", completeness)]);
  jobs();
}

/** One section: where it is refused the others still work. */
async function section(name, fill) {
  try {
    await fill();
  } catch (error) {
    byId("refused").append(el("p", {}, `${say(`tables.${name}`)}: ${error.message}`));
  }
  show();
}

async function status() {
  const told = await ask("/v1/status");
  byId("empty").hidden = told.totals.batches > 0;
  byId("sources").replaceChildren(
    el("span", {}, say("start.holds", told.totals)),
    ...Object.entries(told.as_of).map(([source, at]) => el("span", {}, `${plain(source)} `, timeElement(at))),
    el("span", { class: "quiet" }, say("quality.fingerprint", { fingerprint: told.fingerprint.slice(0, 12) })),
  );
}

async function loads() {
  const answer = await ask("/v1/loads", { most: MOST });
  more.loads = answer.next;
  for (const load of answer.loads) whole.set(`loads:${load.load_id}`, load);
  found.loads = answer.loads.map(loadRow);
}

async function rejected() {
  const answer = await ask("/v1/rejected-rows", { most: MOST });
  more.rejected = answer.next;
  for (const row of answer.rejected_rows) whole.set(`rejected:${row.rejected_id}`, row);
  found.rejected = answer.rejected_rows.map(({ cells, ...row }) => row);
}

async function checks() {
  const answer = await ask("/v1/checks");
  for (const check of answer.checks) whole.set(`checks:${check.check}`, check);
  found.checks = checkRows(answer.checks);
}

async function gaps() {
  found.gaps = gapRows((await ask("/v1/gaps")).gaps);
}

async function completeness() {
  found.completeness = (await ask("/v1/completeness")).by;
}

function show() {
  figures();
  table(byId("table"), {
    tables: found,
    chosen: tab,
    files,
    onTable: turned,
    onRow: opened,
  });
  if (more[tab]) byId("table").append(el("p", { class: "quiet" }, say("quality.first", { count: MOST })));
}

/** The state at a glance; each figure leads to its table. */
function figures() {
  const unfinished = found.loads.filter((load) => load.status !== "done").length;
  const failed = found.checks.filter((check) => check.count && check.severity === "error").length;
  const every = found.completeness.filter((row) => row.by === "material");
  const complete = sum(Object.fromEntries(every.map((row, at) => [at, row.complete])), every.map((_, at) => at));
  const batches = sum(Object.fromEntries(every.map((row, at) => [at, row.batches])), every.map((_, at) => at));
  const figure = (name, value, isGood, text = number(value)) =>
    el("li", { class: isGood ? "good" : "bad" }, el("button", { type: "button", onclick: () => lead(name) }, el("b", {}, text), say(`quality.figure.${name}`)));
  byId("figures").replaceChildren(
    figure("loads", unfinished, unfinished === 0),
    figure("rejected", found.rejected.length, found.rejected.length === 0, `${number(found.rejected.length)}${more.rejected ? "+" : ""}`),
    figure("checks", failed, failed === 0),
    figure("gaps", found.gaps.length, found.gaps.length === 0),
    figure("completeness", complete, complete === batches, batches ? `${number(Math.floor((1000 * complete) / batches) / 10)} %` : "–"),
  );
}

function lead(name) {
  turned(name);
  show();
  byId(`tab-${name}`)?.focus();
}

function turned(name) {
  tab = name;
  const url = new URL(location.href);
  url.searchParams.set("tab", name);
  history.replaceState(null, "", url);
}

function files(name) {
  const paths = { loads: "/v1/loads", rejected: "/v1/rejected-rows", gaps: "/v1/gaps", completeness: "/v1/completeness" };
  if (!paths[name]) return null;
  const inPages = name === "loads" || name === "rejected";
  return { path: paths[name], params: inPages ? { most: MOST } : {}, name, forms: inPages ? ["csv"] : ["csv", "xlsx"] };
}

/** Everything that is known of a row, beside the table. */
function opened(name, row) {
  const made = { loads: receipt, rejected: rejectedRow, checks: findings, gaps: gap, completeness: (each) => [pairs(Object.entries(each))] }[name];
  byId("panel").replaceChildren(...made(row));
  byId("panel").focus();
}

function receipt(row) {
  const load = { ...whole.get(`loads:${row.load_id}`), system: row.system };
  const told = RECEIPT.filter((name) => load[name] !== null && load[name] !== undefined && load[name] !== "").map((name) => [name, load[name]]);
  const lists = LISTS.filter((name) => load[name]?.length).map((name) => el("section", {}, el("h3", {}, heading(name)), el("ul", {}, load[name].map((line) => el("li", {}, plain(typeof line === "object" ? Object.values(line).join(" · ") : line))))));
  return [el("h2", {}, plain(load.file)), pairs(told), ...lists];
}

function rejectedRow(row) {
  const { cells, ...told } = whole.get(`rejected:${row.rejected_id}`);
  const shown = Object.entries(told).filter(([, value]) => value !== null && typeof value !== "object");
  const inside = cells && typeof cells === "object" ? [el("h3", {}, say("quality.cells")), pairs(Object.entries(cells))] : [];
  return [el("h2", {}, plain(row.file ?? row.rejected_id)), pairs(shown), ...inside];
}

function findings(row) {
  const check = whole.get(`checks:${row.check}`);
  const rest = check.not_shown ? [el("p", { class: "quiet" }, say("quality.not-shown", { count: check.not_shown }))] : [];
  return [
    el("h2", {}, plain(check.check)),
    el("p", { lang: "en" }, plain(check.title)),
    el("p", { lang: "en", class: "quiet" }, plain(check.effect)),
    el("ul", {}, check.examples.map((each) => el("li", {}, link(each.subject), el("span", { lang: "en" }, ` ${plain(each.why)}`)))),
    ...rest,
  ];
}

function gap(row) {
  const kind = knows(`recall.gap.${row.kind}`) ? say(`recall.gap.${row.kind}`) : plain(row.kind);
  return [el("h2", {}, kind), el("p", {}, link(row.subject)), el("p", { lang: "en" }, plain(row.why)), el("h3", {}, say("recall.gap.closes")), el("p", { lang: "en" }, plain(row.closes)), pairs(Object.entries(row).filter(([name, value]) => /^(at_most|quantity|unit|materials|sites)/.test(name) && value !== null))];
}

/** A batch leads to the explorer; anything else is its name. */
function link(subject) {
  return String(subject).split("/").length > 2 ? el("a", { href: `/?batch=${encodeURIComponent(subject)}` }, plain(subject)) : plain(subject);
}

/** Jobs that go on, with how far they are, until none does. */
async function jobs() {
  const answer = await ask("/v1/jobs", { most: 50 }).catch(() => null);
  const going = (answer?.jobs ?? []).filter((job) => job.status === "running" || job.status === "waiting");
  byId("jobs").replaceChildren(...going.map((job) => el("p", {}, say("quality.job", { kind: job.kind, status: job.status, file: job.progress?.file ?? "", rows: job.progress?.rows ?? 0 }))));
  if (going.length) setTimeout(jobs, POLL_MS);
}
