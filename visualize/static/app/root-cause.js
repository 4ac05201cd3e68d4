// The root cause of bad batches: what is asked stands in the address, all else is the API's answer.
import { asked } from "./asked.js";
import { announce, byId, el, plain, save } from "./elements.js";
import { frame } from "./frame.js";
import { fetched } from "./http.js";
import { paths } from "./paths.js";
import { search, toExplorer } from "./search.js";
import { beyond, called, chance, keysOf, odds, span, ways } from "./suspects.js";
import { amount, number, say, time } from "./words.js";

const FORMS = { csv: "text/csv", xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" };
const FIRST = 10;
const MANY = 200;

let answer = null;
let question = null;
let shown = FIRST;
let drawing;

frame();
search(byId("search"), toExplorer);
byId("more").addEventListener("click", () => {
  shown += MANY;
  suspects();
});
asked(byId("ask"), {
  needs: "bad",
  ask: async (body) => (await fetched("/v1/root-causes", { method: "POST", body })).json(),
  show: (told, body) => {
    answer = told;
    question = body;
    shown = FIRST;
    show();
  },
});

function show() {
  const likely = answer.suspects.filter((row) => row.likely).length;
  const kind = answer.enough ? (likely ? "likely" : "none") : "few";
  byId("claim").className = `claim ${kind}`;
  byId("claim").textContent = say(`root-cause.claim.${kind}`, { count: kind === "few" ? answer.tested : likely, chance: chance(answer.smallest_p) });
  byId("compared").textContent = compared();
  const { status, gaps } = answer.verdict;
  byId("verdict").textContent = `${say(`verdict.${status}`)} ${gaps.length ? say("root-cause.gaps", { count: gaps.length }) : ""}`.trim();
  byId("files").replaceChildren(...Object.keys(FORMS).map((form) => el("button", { type: "button", onclick: () => download(form) }, form.toUpperCase())));
  suspects();
  byId("notes").replaceChildren(...notes().map((text) => el("li", {}, text)));
  samples();
  byId("possible").hidden = !answer.possible.length;
  byId("possible-list").replaceChildren(...answer.possible.map((row) => el("li", {}, `${called(row)}: ${say("root-cause.reached", { bad: row.bad, good: row.good })}`)));
  const wanted = new URLSearchParams(location.search).get("suspect");
  const row = answer.suspects.find((each) => each.key === wanted) ?? answer.suspects[0];
  byId("one").hidden = !row;
  if (row) choose(row, false);
  announce(byId("claim").textContent);
}

function compared() {
  const { bad, good, comparison } = answer.question;
  const text = say("root-cause.compared", { bad: bad.length, good: good.length });
  if (!comparison) return text;
  const { materials, from, to, batches, left_out: out, unknown, known_only: known } = comparison;
  const chosen = say("root-cause.chosen", { of: batches, materials: materials.map(plain).join(", "), from: time(from), to: time(to) });
  const notes = [out && say("root-cause.left-out", { count: out }), unknown && say(known ? "root-cause.known-only" : "root-cause.unknown", { count: unknown })];
  return [text, chosen, ...notes].filter(Boolean).join(" ");
}

/** What is to be known of the characteristics that were not compared, or apart. */
function notes() {
  const { failed_tests: failed, mixed_units: mixed, few_values: few, question: { bad } } = answer;
  const name = ({ characteristic, step }) => plain(step ? `${characteristic} (${step})` : characteristic);
  return [
    ...failed.map((row) => say("root-cause.failed-test", { name: name(row), bad: row.bad, of: bad.length })),
    ...mixed.map((row) => say("root-cause.mixed-units", { name: name(row), units: row.units.map(plain).join(", ") })),
    ...few.map((row) => say("root-cause.few-values", { name: name(row), bad: row.bad, good: row.good })),
  ];
}

async function download(form) {
  const sent = await fetched("/v1/root-causes", { method: "POST", body: question, params: form === "csv" ? { table: "suspects" } : {}, accept: FORMS[form] });
  save(await sent.blob(), `root-cause.${form}`);
}

function suspects() {
  const rows = answer.suspects.slice(0, shown);
  const heads = ["rank", "suspect", "bad", "good", "odds", "p", "q"].map((name) => el("th", { scope: "col", class: ["rank", "odds", "p", "q"].includes(name) ? "number" : null }, say(`root-cause.column.${name}`)));
  byId("suspects").replaceChildren(el("table", {}, el("thead", {}, el("tr", {}, heads)), el("tbody", {}, rows.map(line))));
  const rest = answer.suspects.length - rows.length;
  byId("more").hidden = rest <= 0;
  byId("more").textContent = say("table.more", { shown: rows.length, of: answer.suspects.length });
}

function line(row) {
  const { bad, good } = answer.question;
  const below = [row.name && plain(row.name), span(row), beyond(row), row.together.length && say("root-cause.together", { count: row.together.length })].filter(Boolean);
  return el(
    "tr",
    { "data-key": row.key },
    el("td", { class: "number" }, number(row.rank)),
    el("td", { class: "suspect" }, el("button", { type: "button", class: "link", onclick: () => choose(row, true) }, plain(called(row))), below.map((text) => el("span", { class: "quiet" }, text))),
    part(row.bad, row.parameter?.bad ?? bad.length, ""),
    part(row.good, row.parameter?.good ?? good.length, "good"),
    el("td", { class: "number" }, odds(row)),
    el("td", { class: "number" }, chance(row.p)),
    el("td", { class: "number" }, chance(row.q), row.likely ? el("span", { class: "likely" }, ` ${say("root-cause.likely")}`) : null),
  );
}

function part(count, of, kind) {
  const filled = el("i", {});
  filled.style.width = `${of ? (100 * count) / of : 0}%`;
  return el("td", {}, say("root-cause.of", { part: count, whole: of }), el("span", { class: `share ${kind}`, "aria-hidden": "true" }, filled));
}

/** Shows one suspect: what it is always together with, its window, and its ways to the bad batches. */
function choose(row, step) {
  if (step) {
    const url = new URL(location.href);
    url.searchParams.set("suspect", row.key);
    history.replaceState(null, "", url);
  }
  for (const each of document.querySelectorAll("#suspects tbody tr")) each.setAttribute("aria-selected", String(each.dataset.key === row.key));
  byId("one-title").textContent = plain(called(row));
  const lead = answer.leads.find((each) => each.key === row.key);
  const facts = [
    [say("root-cause.always"), row.together.map((each) => plain(`${called(each)} ${span(each)}`)).join("; ")],
    [say("root-cause.window"), lead?.began && say("root-cause.span", { from: time(lead.began), to: time(lead.stopped) })],
    [say("root-cause.rate"), lead?.began && say("root-cause.rates", { bad: lead.bad, known: lead.known, bad_outside: lead.bad_outside, known_outside: lead.known_outside, p: chance(lead.p) })],
    [say("root-cause.not-known"), lead?.not_known.map(plain).join(", ")],
    [say("root-cause.bad-batches"), row.bad_batches.map(plain).join(", ")],
  ].filter(([, text]) => text);
  const scope = lead?.where ? [["where", lead.where]] : row.kind === "batch" ? [["batch", row.id]] : [];
  byId("details").replaceChildren(
    el("dl", {}, facts.flatMap(([name, text]) => [el("dt", {}, name), el("dd", {}, text)])),
    ...(scope.length ? [el("a", { class: "button", href: `/recall?${new URLSearchParams(scope)}` }, say("root-cause.recall"))] : []),
  );
  picture(row);
  if (step) byId("one").scrollIntoView({ block: "nearest" });
}

async function picture(row) {
  drawing?.abort();
  drawing = new AbortController();
  const place = byId("paths");
  place.replaceChildren(el("p", { role: "status" }, say("loading")));
  byId("paths-note").textContent = "";
  const bad = new Set(row.bad_batches.map((id) => `batch:${id}`));
  const from = keysOf(row, answer.leads);
  if (!from.size) {
    place.replaceChildren();
    byId("paths-note").textContent = say("root-cause.no-place");
    return;
  }
  try {
    const params = { batch: row.bad_batches, direction: "backward", mode: "compact" };
    const fragment = await (await fetched("/v1/graphs", { params, signal: drawing.signal })).json();
    const part = ways(fragment, from, bad);
    if (part.nodes.length) paths(place, part, from, bad);
    else place.replaceChildren();
    byId("paths-note").textContent = part.nodes.length ? say("root-cause.shown", { count: part.nodes.length }) : say("root-cause.no-way");
  } catch (error) {
    if (error.name === "AbortError") return;
    place.replaceChildren();
    byId("paths-note").textContent = error.message;
  }
}

function samples() {
  const rows = answer.to_test;
  byId("next").hidden = !rows.length;
  const suspect = new Map(answer.suspects.flatMap((row) => [row, ...row.together]).map((row) => [row.key, row]));
  const names = (row, reaches) => row.suspects.filter((each) => each.reaches === reaches).map((each) => plain(called(suspect.get(each.key)))).join("; ");
  const heads = ["batch", "on-hand", "gain", "chance", "reached", "not-reached"].map((name) => el("th", { scope: "col" }, say(`root-cause.next.${name}`)));
  const lines = rows.slice(0, FIRST).map((row) =>
    el(
      "tr",
      {},
      el("td", {}, plain(row.batch_id)),
      el("td", {}, amount(row.on_hand, row.unit)),
      el("td", { class: "number" }, say("root-cause.bits", { bits: Number(row.gain.toPrecision(2)) })),
      el("td", { class: "number" }, `${number(Math.round(100 * row.chance))} %`),
      el("td", {}, names(row, true)),
      el("td", {}, names(row, false)),
    ),
  );
  byId("samples").replaceChildren(el("table", {}, el("thead", {}, el("tr", {}, heads)), el("tbody", {}, lines)));
}
