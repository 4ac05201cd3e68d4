// One chart of values in the order of time, with centre and limits.
import { el } from "./elements.js";
import { shape, titled } from "./svg.js";
import { number, say, time } from "./words.js";

const HIGH = 240;
const EDGE = 16;
const LABELS = 86;
const STEP = 14;

/** The moving ranges of single values: how far each is from the one before. */
export function moving(points) {
  return points.slice(1).map(({ point, at, measured }, place) => ({ point, at, value: Math.abs(measured - points[place].measured) }));
}

/** From what to what the values and lines go, with a little room; never of no height. */
export function spread(values) {
  const told = values.filter((value) => value !== null && value !== undefined);
  const [low, high] = [Math.min(...told), Math.max(...told)];
  const room = (high - low) * 0.08 || Math.abs(high) * 0.05 || 1;
  return [low - room, high + room];
}

/** `dots` are `{point, at, value}` with the limits `low` and `high` of a specification, if any;
 * those that are `broken` are of another shape. */
export function chart({ name, dots, centre, lower, upper, broken, onPoint }) {
  const wide = LABELS + Math.max(dots.length * STEP, 300) + EDGE;
  const [low, high] = spread([...dots.map(({ value }) => value), centre, lower, upper]);
  const x = (place) => LABELS + (place + 0.5) * ((wide - LABELS - EDGE) / Math.max(dots.length, 1));
  const y = (value) => EDGE + ((high - value) / (high - low)) * (HIGH - 3 * EDGE);
  const svg = shape("svg", { class: "chart", viewBox: `0 0 ${wide} ${HIGH}`, width: wide, height: HIGH, role: "img", "aria-label": say("control.picture", { name, count: dots.length, broken: broken.size }) });
  const lines = { upper, centre, lower };
  for (const [kind, value] of Object.entries(lines)) if (value !== null && (kind !== "lower" || value !== upper)) svg.append(...line(kind, value, y(value), wide));
  for (const side of ["low", "high"]) svg.append(...stated(dots, side, x, y, [low, high]));
  svg.append(shape("polyline", { class: "run", points: dots.map(({ value }, place) => `${x(place).toFixed(1)},${y(value).toFixed(1)}`).join(" ") }));
  dots.forEach(({ point, at, value }, place) => {
    const dot = mark(x(place), y(value), broken.has(point));
    dot.append(titled(`${say("control.point", { point, at: time(at) })}: ${number(value)}`));
    dot.addEventListener("click", () => onPoint(point));
    svg.append(dot);
  });
  for (const place of dots.length > 1 ? [0, dots.length - 1] : [0].slice(0, dots.length)) svg.append(label(x(place), HIGH - 8, time(dots[place].at), place ? "end" : "start"));
  return el("figure", {}, el("figcaption", {}, name), svg);
}

function line(kind, value, height, wide) {
  return [shape("line", { class: kind, x1: LABELS, x2: wide - EDGE, y1: height, y2: height }), label(LABELS - 6, height + 4, `${say(`control.${kind}`)} ${number(Number(value.toPrecision(4)))}`, "end")];
}

/** The limits of the specification, where they are in the picture: a mark at each point. */
function stated(dots, side, x, y, [low, high]) {
  return dots.flatMap((dot, place) => (dot[side] ?? null) !== null && dot[side] >= low && dot[side] <= high ? [shape("line", { class: "stated", x1: x(place) - STEP / 2, x2: x(place) + STEP / 2, y1: y(dot[side]), y2: y(dot[side]) })] : []);
}

function mark(x, y, isBroken) {
  if (!isBroken) return shape("circle", { class: "dot", cx: x, cy: y, r: 3.5 });
  return shape("rect", { class: "dot broken", x: x - 5, y: y - 5, width: 10, height: 10, transform: `rotate(45 ${x} ${y})` });
}

function label(x, y, text, anchor) {
  const made = shape("text", { class: "label", x, y, "text-anchor": anchor });
  made.textContent = text;
  return made;
}
