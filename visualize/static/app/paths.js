// The picture of the ways from a suspect to the bad batches, where the server has placed them.
import { cut } from "./elements.js";
import { shape, titled } from "./svg.js";
import { say } from "./words.js";

const EDGE = 20;

/** Draws the cards and arrows into `place`; those of the suspect and the bad batches stand out. */
export function paths(place, { nodes, arrows }, suspect, bad) {
  const { spots, width, height } = closed(nodes);
  const svg = shape("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": say("root-cause.paths") });
  for (const { source, target } of arrows) {
    const [a, b] = [spots.get(source), spots.get(target)];
    const [x0, x1] = [a.x + a.width / 2, b.x - b.width / 2];
    const half = (x0 + x1) / 2;
    svg.append(shape("path", { class: "way", d: `M${x0},${a.y} C${half},${a.y} ${half},${b.y} ${x1},${b.y}` }));
  }
  for (const { key, kind, name, title } of nodes) {
    const { x, y, width: wide, height: high } = spots.get(key);
    const group = shape("g", {});
    const marks = [suspect.has(key) && "suspect-card", bad.has(key) && "bad"].filter(Boolean).join(" ");
    group.append(titled(`${title} ${name}${bad.has(key) ? ` · ${say("root-cause.is-bad")}` : ""}`));
    group.append(shape("rect", { class: `card ${kind} ${marks}`, x: x - wide / 2, y: y - high / 2, width: wide, height: high, rx: 6 }));
    const text = shape("text", { class: "card-text", x, y });
    text.textContent = cut(name, Math.floor(wide / 7.5));
    group.append(text);
    svg.append(group);
  }
  place.replaceChildren(svg);
}

/** The places of the cards, moved together where lanes and rows between them are left out. */
export function closed(nodes) {
  const lanes = [...new Set(nodes.map(({ x }) => x))].sort((a, b) => a - b);
  const spots = new Map();
  let left = EDGE;
  let height = 0;
  for (const lane of lanes) {
    const its = nodes.filter(({ x }) => x === lane).sort((a, b) => a.y - b.y);
    const wide = Math.max(...its.map(({ width }) => Math.max(width, 96)));
    let top = EDGE;
    for (const { key, height: high } of its) {
      const tall = Math.max(high, 26);
      spots.set(key, { x: left + wide / 2, y: top + tall / 2, width: wide, height: tall });
      top += tall + 14;
    }
    height = Math.max(height, top);
    left += wide + 70;
  }
  for (const lane of lanes) {
    const its = nodes.filter(({ x }) => x === lane).map(({ key }) => spots.get(key));
    const low = Math.max(...its.map((spot) => spot.y + spot.height / 2)) + 14;
    for (const spot of its) spot.y += (height - low) / 2;
  }
  return { spots, width: Math.max(left - 70 + EDGE, 2 * EDGE), height: height + EDGE };
}
