// Suspects in words, and the part of a picture that lies between one and the bad batches.
import { number, say, time } from "./words.js";

/** What a suspect is, and which one. */
export function called(row) {
  const kind = say(`root-cause.kind.${row.kind}`);
  const of = row.kind === "equipment" && row.of ? say("root-cause.since", { operation: row.of }) : row.of;
  const id = of ? `${row.id} (${of})` : row.id;
  return `${kind} ${id}`;
}

/** Its window of time, in the reader's zone; empty without one. */
export function span(row) {
  return row.start ? say("root-cause.span", { from: time(row.start), to: time(row.end) }) : "";
}

/** The threshold of a parameter in numbers, with its interval. */
export function beyond({ parameter }) {
  if (!parameter) return "";
  const side = say(parameter.above ? "root-cause.above" : "root-cause.below", { limit: number(parameter.threshold), unit: parameter.unit });
  return `${side} (${number(parameter.threshold_low)}–${number(parameter.threshold_high)})`;
}

/** A chance as people read it: three digits, small ones by their power of ten. */
export function chance(p) {
  if (p >= 0.001) return number(Number(p.toPrecision(2)));
  return p === 0 ? "0" : `${p.toExponential(1).replace("e-", " × 10⁻").replace(/⁻(\d+)$/, (_, power) => `⁻${[...power].map((digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit]).join("")}`)}`;
}

/** The odds ratio with its interval. */
export function odds(row) {
  if (row.odds_ratio === null) return "–";
  const short = (value) => number(Number(value.toPrecision(3)));
  return `${short(row.odds_ratio)} (${short(row.odds_low)}–${short(row.odds_high)})`;
}

/** The keys that the picture may have of a suspect. */
export function keysOf(row, leads) {
  const lead = leads.find((each) => each.key === row.key);
  const own = [row, ...row.together].filter(({ kind }) => kind === "batch" || kind === "operation").map(({ kind, id }) => `${kind}:${id}`);
  return new Set([...own, ...(lead?.nodes ?? [])]);
}

/** The cards and arrows on the ways from these keys to the bad batches. */
export function ways({ nodes, arrows }, from, bad) {
  const walk = (start, ahead) => {
    const seen = new Set(start);
    const waiting = [...start];
    while (waiting.length) for (const next of ahead.get(waiting.pop()) ?? []) if (!seen.has(next)) seen.add(next) && waiting.push(next);
    return seen;
  };
  const known = new Set(nodes.map(({ key }) => key));
  const forward = new Map();
  const back = new Map();
  for (const { source, target } of arrows) {
    forward.set(source, [...(forward.get(source) ?? []), target]);
    back.set(target, [...(back.get(target) ?? []), source]);
  }
  const ahead = walk([...from].filter((key) => known.has(key)), forward);
  const behind = walk([...bad].filter((key) => known.has(key)), back);
  const on = (key) => ahead.has(key) && behind.has(key);
  return { nodes: nodes.filter(({ key }) => on(key)), arrows: arrows.filter(({ source, target }) => on(source) && on(target)) };
}
