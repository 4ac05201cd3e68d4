// A strip of days: when what is drawn was made; a stretch of it is a filter.
import { el } from "./elements.js";
import { shape, titled } from "./svg.js";
import { number, say } from "./words.js";

/** Bars by day in `place`; `onWindow(from, to)` is told which days were chosen. */
export function timeline(place, onWindow) {
  function draw(nodes, chosen = {}) {
    const days = byDay(nodes);
    if (days.length < 2) {
      place.replaceChildren();
      return;
    }
    const most = Math.max(...days.map((day) => day.count));
    const svg = shape("svg", { viewBox: `0 0 ${days.length * 10} 40`, preserveAspectRatio: "none", "aria-hidden": "true" });
    let began = null;
    days.forEach((day, place) => {
      const outside = (chosen.from && day.date < chosen.from) || (chosen.to && day.date > chosen.to);
      const height = day.count ? Math.max(2, (36 * day.count) / most) : 0;
      const bar = shape("rect", { x: place * 10 + 1, y: 38 - height, width: 8, height, class: outside ? "out" : "in" });
      const catcher = shape("rect", { x: place * 10, y: 0, width: 10, height: 40, class: "catch" });
      catcher.append(titled(`${day.date}: ${number(day.count)}`));
      catcher.addEventListener("pointerdown", () => (began = day.date));
      catcher.addEventListener("pointerup", () => {
        const [from, to] = [began ?? day.date, day.date].sort();
        began = null;
        onWindow(from, to);
      });
      svg.append(bar, catcher);
    });
    place.replaceChildren(el("span", { class: "quiet" }, days[0].date), svg, el("span", { class: "quiet" }, days.at(-1).date), chosen.from || chosen.to ? el("button", { type: "button", onclick: () => onWindow("", "") }, say("strip.all")) : "");
  }

  return { draw };
}

/** How many of the nodes were made on each day from the first to the last; days beyond 400 are
 * gathered. */
export function byDay(nodes) {
  const counts = new Map();
  for (const node of nodes) {
    const day = (node.time || "").slice(0, 10);
    if (/^\d{4}-\d\d-\d\d$/.test(day)) counts.set(day, (counts.get(day) ?? 0) + (node.size || 1));
  }
  const known = [...counts.keys()].sort();
  if (!known.length) return [];
  const [first, last] = [Date.parse(known[0]), Date.parse(known.at(-1))];
  const DAY = 86_400_000;
  const span = Math.max(1, Math.ceil((last - first) / DAY / 400));
  const days = [];
  for (let at = first; at <= last; at += span * DAY) {
    let count = 0;
    for (let day = 0; day < span; day += 1) count += counts.get(new Date(at + day * DAY).toISOString().slice(0, 10)) ?? 0;
    days.push({ date: new Date(at).toISOString().slice(0, 10), count });
  }
  return days;
}
