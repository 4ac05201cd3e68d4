// Control charts: how a characteristic went in time, and where it was out of control.
import { asked } from "./asked.js";
import { chart, moving } from "./chart.js";
import { announce, byId, el, plain } from "./elements.js";
import { frame } from "./frame.js";
import { ask } from "./http.js";
import { pairs } from "./panel.js";
import { search, toExplorer } from "./search.js";
import { table } from "./table.js";
import { amount, number, say, time } from "./words.js";

const MANY = 100;

let answer = null;
let question = null;

frame();
search(byId("search"), toExplorer);
asked(byId("ask"), {
  needs: "characteristic",
  ask: (told) => ask("/v1/control-charts", named(told)),
  show: (told, given) => {
    answer = told;
    question = named(given);
    show();
  },
});

/** The question as the API takes it: what is charted stands under its own name. */
function named({ name, value, ...rest }) {
  return { ...rest, [name]: value };
}

function show() {
  const { violations, points, unit, kind, centre, lower, upper, baseline } = answer;
  byId("claim").className = `claim ${answer.no_limits ? "" : violations.length ? "bad" : "good"}`;
  byId("claim").textContent = answer.no_limits ? say(`control.${answer.no_limits}`, { count: baseline }) : say(violations.length ? "control.broken" : "control.kept", { count: violations.length, points: points.length });
  byId("limits").textContent = centre === null ? "" : say(`control.limits.${kind}`, { centre: amount(round(centre), unit), lower: number(round(lower)), upper: number(round(upper)), count: baseline });
  byId("notes").replaceChildren(...notes().map((text) => el("li", {}, text)));
  draw();
  tables();
  panel("broken", violations[0]);
  announce(byId("claim").textContent);
}

/** What is not on the chart, and what the answer cannot know. */
function notes() {
  const counts = { left_over: answer.left_over, texts: answer.texts, untimed: answer.untimed, other_units: answer.other_units, withheld: answer.withheld, missing: answer.missing_input.length };
  const told = Object.entries(counts).filter(([, count]) => count).map(([name, count]) => say(`control.${name}`, { count }));
  if (answer.stale.length) told.push(say("scorecards.stale", { sources: answer.stale.map(plain).join(", ") }));
  return told;
}

function draw() {
  const { points, unit, kind, range_centre: centre, range_lower: lower, range_upper: upper } = answer;
  const broken = new Set(points.filter(({ rules }) => rules.length).map(({ point }) => point));
  const dots = points.map(({ point, at, measured, low, high }) => ({ point, at, value: measured, low, high }));
  const ranges = kind === "xbar-r" ? points.map(({ point, at, range }) => ({ point, at, value: range })) : moving(points);
  const onPoint = (number) => panel("points", points.find(({ point }) => point === number));
  byId("chart").replaceChildren(
    chart({ name: `${plain(question.characteristic)}${unit ? ` (${plain(unit)})` : ""}`, dots, centre: answer.centre, lower: answer.lower, upper: answer.upper, broken, onPoint }),
    chart({ name: say(`control.ranges.${kind}`), dots: ranges, centre, lower, upper, broken: new Set(ranges.filter(({ value }) => upper !== null && (value > upper || value < lower)).map(({ point }) => point)), onPoint }),
  );
}

function tables() {
  const { violations, points } = answer;
  table(byId("table"), {
    tables: {
      broken: violations.map(({ rule, points: its, started_at: from, ended_at: to, batch_ids: made }) => ({ rule: said(rule), points: its.join(", "), started_at: from, ended_at: to, batches: made.length })),
      points: points.map(({ point, at, measured, range, rules, of, batch_ids: made }) => ({ point, at, measured, range, rules: rules.join(", "), of, batches: made.length })),
    },
    chosen: violations.length ? "broken" : "points",
    files: (name) => ({ path: "/v1/control-charts", params: { ...question, table: name === "broken" ? "violations" : name }, name: "control-chart", forms: ["csv", "xlsx"] }),
    onRow: (name, row) => panel(name, name === "points" ? points.find(({ point }) => point === row.point) : violations.find((each) => said(each.rule) === row.rule && each.points.join(", ") === row.points)),
  });
}

/** One violation or one point, with the batches that were made then. */
function panel(name, row) {
  const place = byId("panel");
  if (!row) {
    place.replaceChildren(el("p", { class: "quiet" }, say("control.idle")));
    return;
  }
  const made = row.batch_ids;
  const told = name === "broken" ? [["points", row.points], ["started_at", row.started_at], ["ended_at", row.ended_at]] : [["at", row.at], ["measured", row.measured], ["range", row.range], ["low", row.low], ["high", row.high], ["verdict", row.verdict], ["of", row.of], ["measurements", row.measurements]].filter(([, value]) => value !== null);
  place.replaceChildren(
    el("h2", {}, name === "broken" ? said(row.rule) : say("control.point", { point: row.point, at: time(row.at) })),
    ...(name === "points" ? row.rules.map((rule) => el("p", { class: "wrong" }, said(rule))) : []),
    pairs(told),
    el("h3", {}, say("control.made", { count: made.length })),
    el("ul", {}, made.slice(0, MANY).map((each) => el("li", {}, el("a", { href: `/?${new URLSearchParams({ batch: each })}` }, plain(each))))),
    made.length > MANY ? el("p", { class: "quiet" }, say("control.more", { count: made.length - MANY })) : "",
    made.length && made.length <= MANY ? el("a", { class: "button", href: `/recall?${new URLSearchParams(made.map((each) => ["batch", each]))}` }, say("root-cause.recall")) : "",
  );
}

function said(rule) {
  return say(`control.rule.${rule}`);
}

function round(value) {
  return Number(value.toPrecision(5));
}
