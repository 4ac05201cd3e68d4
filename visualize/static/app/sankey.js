// The picture of quantities: bands from the origins to the customers, as wide as there is material.
import { cut, el, plain } from "./elements.js";
import { shape, titled } from "./svg.js";
import { amount, number, say } from "./words.js";

const BAR = 12;
const SLOT = 50;
const LINE = 15;
const TALL = 320;
const LEAST = 132;

/** Where nodes and bands lie in a picture of this width: plain numbers. */
export function placed({ columns, bands }, width, least = LEAST, tall = TALL) {
  const total = Math.max(...columns.map((nodes) => nodes.reduce((sum, node) => sum + node.weight, 0)), 1e-12);
  const scale = tall / total;
  const room = Math.max(width, columns.length * least) / Math.max(columns.length, 1);
  const spots = new Map();
  const heights = columns.map((nodes, column) => {
    let top = 0;
    for (const node of nodes) {
      const height = Math.max(node.weight * scale, 1.5);
      spots.set(node.key, { node, column, x: column * room, y: top, height, room });
      top += Math.max(height + 8, SLOT);
    }
    return top;
  });
  const height = Math.max(...heights, SLOT);
  for (const spot of spots.values()) spot.y += (height - heights[spot.column]) / 2;
  return { width: room * columns.length, height, scale, spots, bands: ribbons(bands, spots, scale) };
}

/** Bands leave and reach their nodes in the order of the other ends, so that few cross. */
function ribbons(bands, spots, scale) {
  const at = (key) => spots.get(key);
  const left = new Map();
  const right = new Map();
  const made = bands.map((band) => ({ ...band, thick: Math.max(band.amount * scale, 0.7) }));
  for (const band of [...made].sort((a, b) => at(a.to).y - at(b.to).y)) {
    band.y0 = at(band.from).y + (left.get(band.from) ?? 0) + band.thick / 2;
    left.set(band.from, (left.get(band.from) ?? 0) + band.thick);
  }
  for (const band of [...made].sort((a, b) => at(a.from).y - at(b.from).y)) {
    band.y1 = at(band.to).y + (right.get(band.to) ?? 0) + band.thick / 2;
    right.set(band.to, (right.get(band.to) ?? 0) + band.thick);
  }
  return made.map((band) => ({ ...band, x0: at(band.from).x + BAR, x1: at(band.to).x }));
}

/** Draws a picture into `place`, as wide as that, or as a sheet of paper. */
export function sankey(place, picture, unit, paper = false) {
  const laid = paper ? placed(picture, 880, 100, 220) : placed(picture, Math.floor(place.clientWidth));
  const svg = shape("svg", { viewBox: `0 0 ${Math.ceil(laid.width)} ${Math.ceil(laid.height) + 4}`, width: Math.ceil(laid.width), height: Math.ceil(laid.height) + 4, role: "img", "aria-labelledby": "sankey-title", "aria-describedby": "sankey-how" });
  svg.append(titled(say("recall.flow.title", { unit }), "sankey-title"));
  const name = (key) => nameOf(laid.spots.get(key).node);
  for (const band of laid.bands) svg.append(ribbon(band, `${name(band.from)} → ${name(band.to)}: ${amount(band.amount, unit)}`));
  for (const spot of laid.spots.values()) svg.append(...bar(spot, unit));
  place.replaceChildren(svg);
}

function ribbon({ x0, x1, y0, y1, thick, to }, text) {
  const middle = (x0 + x1) / 2;
  const path = shape("path", { class: `band ${kindOf(to)}`, d: `M${x0},${y0} C${middle},${y0} ${middle},${y1} ${x1},${y1}`, "stroke-width": thick.toFixed(2) });
  path.append(titled(text));
  return path;
}

function kindOf(key) {
  return key.startsWith("customer:") || key.includes(":customer") ? "customer" : key.startsWith("end:") ? key.slice(4) : "inner";
}

function bar({ node, x, y, height, room }, unit) {
  const rect = shape("rect", { class: `node ${kindOf(node.key)}`, x, y, width: BAR, height: height.toFixed(2), rx: 1.5 });
  rect.append(titled(told(node, unit)));
  const letters = Math.floor((room - BAR - 10) / 8.1);
  const lines = wrapped(nameOf(node), letters);
  const first = y + 11 + Math.max(0, (height - LINE * (lines.length + 1)) / 2);
  const label = shape("text", { x: x + BAR + 5, y: first, class: "label" });
  label.append(...lines.map((text, at) => line(text, x, at && LINE)), line(cut(amount(rounded(node.weight), unit), letters), x, LINE, "amount"));
  return [rect, label];
}

/** A name in two lines at most, broken between words where there are any. */
export function wrapped(text, letters) {
  const whole = plain(text);
  if (cut(whole, letters) === whole) return [whole];
  const words = whole.split(" ");
  let first = "";
  while (words.length > 1 && cut(`${first} ${words[0]}`.trim(), letters) === `${first} ${words[0]}`.trim()) first = `${first} ${words.shift()}`.trim();
  return first ? [first, cut(words.join(" "), letters)] : [cut(whole, letters)];
}

function line(text, x, dy, name = "") {
  const made = shape("tspan", { x: x + BAR + 5, dy, class: name });
  made.textContent = text;
  return made;
}

/** A quantity with three digits that count, and none before the point lost. */
export function rounded(value) {
  return Math.abs(value) >= 100 ? Math.round(value) : Number((value || 0).toPrecision(3));
}

/** What a node is called. */
function nameOf(node) {
  if (node.kind === "place") return say(`recall.found.${node.name}`);
  if (node.gathers > 1) return say(`recall.flow.others.${node.kind}`, { count: node.gathers });
  if (node.name === "***") return `${node.id} (${say("recall.hidden")})`;
  return plain(node.name);
}

function told(node, unit) {
  const batches = node.batches > 1 ? ` (${say("counts.batches", { count: node.batches })})` : "";
  return `${nameOf(node)}${batches}: ${amount(node.weight, unit)}${bounds(node, unit)}`;
}

/** Between which amounts it lies, where that is known. */
export function bounds(node, unit) {
  if (node.low === null || node.low === undefined) return "";
  return `, ${say("recall.flow.bounds", { low: number(node.low), high: node.high === null ? "?" : number(node.high), unit })}`;
}

/** The same in rows: every band, also those that are not drawn. */
export function bandTable(picture, unit) {
  const names = new Map(picture.columns.flat().map((node) => [node.key, node]));
  const rows = [...picture.bands.map((band) => [band, ""]), ...picture.undrawn.map((band) => [band, say("recall.flow.small")]), ...picture.back.map((band) => [band, say("recall.flow.back")])];
  const heads = ["recall.flow.from", "recall.flow.to", "recall.flow.amount", "recall.flow.between", "recall.flow.note"];
  return el(
    "table",
    {},
    el("caption", { class: "unseen" }, say("recall.flow.title", { unit })),
    el("thead", {}, el("tr", {}, heads.map((key) => el("th", { scope: "col" }, say(key))))),
    el("tbody", {}, rows.map(([band, note]) => el("tr", {}, [nameOf(names.get(band.from)), nameOf(names.get(band.to)), amount(band.amount, unit), bounds(names.get(band.to), unit).slice(2), note].map((text) => el("td", {}, text))))),
  );
}
