// Scorecards: how the batches of each supplier, line, shift, ... came out, and which ones failed.
import { asked } from "./asked.js";
import { announce, byId, el, plain } from "./elements.js";
import { frame } from "./frame.js";
import { ask } from "./http.js";
import { pairs } from "./panel.js";
import { percent, scoreRow, strip } from "./scores.js";
import { search, toExplorer } from "./search.js";
import { table } from "./table.js";
import { say } from "./words.js";

const MANY = 100;

let answer = null;
let question = null;
let chosen = null;
let tab = "scores";

frame();
search(byId("search"), toExplorer);
asked(byId("ask"), {
  needs: "by",
  ask: (told) => ask("/v1/scorecards", told),
  show: (told, given) => {
    answer = told;
    question = given;
    tab = "scores";
    const wanted = new URLSearchParams(location.search).get("of");
    chosen = answer.scores.find(({ id }) => id === wanted) ?? null;
    show();
  },
});

function show() {
  const known = answer.scores.reduce((sum, { known: count }) => sum + count, 0);
  byId("claim").textContent = known ? say("scorecards.claim", { count: answer.scores.length, by: say(`scorecards.by.${question.by}`), flagged: answer.scores.filter(({ flagged }) => flagged).length }) : say("scorecards.unknown");
  byId("notes").replaceChildren(...notes().map((text) => el("li", {}, text)));
  tables();
  panel();
  announce(byId("claim").textContent);
}

/** What is in no share, and what the answer cannot know. */
function notes() {
  const counts = { untimed: answer.untimed.length, unplaced: answer.unplaced, withheld: answer.withheld, missing: answer.missing_input.length };
  const told = Object.entries(counts).filter(([, count]) => count).map(([name, count]) => say(`scorecards.${name}`, { count }));
  if (answer.stale.length) told.push(say("scorecards.stale", { sources: answer.stale.map(plain).join(", ") }));
  return told;
}

/** The scores, and of the one that is chosen its batches; of none all of them. */
function tables() {
  const of = ({ of: id }) => !chosen || id === chosen.id;
  const batches = answer.batches.filter(of);
  table(byId("table"), {
    tables: { scores: answer.scores.map(scoreRow), failed: batches.filter(({ outcome }) => outcome === "bad"), batches, in_a_row: answer.in_a_row.filter(of) },
    chosen: tab,
    files,
    onTable: (name) => (tab = name),
    onRow: (name, row) => choose(name === "scores" ? row.id : row.of, name === "scores" ? null : row),
    isLit: (name, row) => name === "scores" && row.id === chosen?.id,
  });
}

/** The tables as the API has them: those of the page that it has none of are part of one. */
function files(name) {
  return { path: "/v1/scorecards", params: { ...question, table: name === "failed" ? "batches" : name }, name: `scorecard-${question.by}`, forms: ["csv", "xlsx"] };
}

function choose(id, batch) {
  chosen = answer.scores.find((each) => each.id === id);
  const url = new URL(location.href);
  url.searchParams.set("of", id);
  history.replaceState(null, "", url);
  tables();
  panel(batch);
  byId("panel").focus();
}

/** All that is known of one score, and of the batch of it that was chosen. */
function panel(batch = null) {
  const place = byId("panel");
  if (!chosen) {
    place.replaceChildren(el("p", { class: "quiet" }, say("scorecards.idle")));
    return;
  }
  const failed = answer.batches.filter(({ of, outcome }) => of === chosen.id && outcome === "bad");
  const periods = answer.periods.filter(({ of }) => of === chosen.id);
  const { id, name, trend_p: chance, ...row } = scoreRow(chosen);
  place.replaceChildren(
    el("h2", {}, plain(name ? `${id} · ${name}` : id)),
    ...(batch ? [el("h3", {}, toBatch(batch.batch_id)), pairs(Object.entries(batch).filter(([column, value]) => !["of", "batch_id"].includes(column) && value !== null))] : []),
    pairs(Object.entries(row).filter(([, value]) => value !== null)),
    el("h3", {}, say(`scorecards.${answer.grain}`)),
    strip(periods),
    el("ul", { class: "periods" }, periods.map((each) => el("li", {}, say("scorecards.period", { period: each.period, failures: each.failures, known: each.known, share: percent(each.share) })))),
    el("h3", {}, say("scorecards.failed", { count: failed.length })),
    el("ul", {}, failed.slice(0, MANY).map((each) => el("li", {}, toBatch(each.batch_id), el("span", { lang: "en", class: "quiet" }, ` ${plain(each.why ?? "")}`)))),
    failed.length > MANY ? el("p", { class: "quiet" }, say("scorecards.more", { count: failed.length - MANY })) : "",
    failed.length && failed.length <= MANY ? el("a", { class: "button", href: `/root-cause?${new URLSearchParams(failed.map(({ batch_id: bad }) => ["bad", bad]))}` }, say("scorecards.root-cause")) : "",
  );
}

function toBatch(batchId) {
  return el("a", { href: `/?${new URLSearchParams({ batch: batchId })}` }, plain(batchId));
}
