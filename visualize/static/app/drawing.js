// The picture on its canvas: what the service has placed, drawn by Cytoscape.
import cytoscape from "../vendor/cytoscape.js";
import { cut, el, plain } from "./elements.js";
import { isDark } from "./frame.js";
import { colours, sheet, theme } from "./looks.js";
import { neighbours, onPath, path } from "./walk.js";
import { knows, number, say } from "./words.js";

const FAR = 0.3; // zoom below which boxes are too small for borders and words
const LARGE = 1500; // elements above which lines are left out while the picture moves

/** A picture in `place`, with its lanes' headings in `heads`. `onSelect` gets a key, or null. */
export function drawing(place, heads, { onSelect, onOpen }) {
  let cy = null;
  let shown = { nodes: [], arrows: [], lanes: [] };
  let near = neighbours([]);
  let kept = null; // the key whose path stays lit
  let isFar = false;

  function draw(fragment) {
    shown = fragment;
    near = neighbours(fragment.arrows);
    kept = null;
    isFar = false;
    cy?.destroy();
    const many = fragment.nodes.length + fragment.arrows.length > LARGE;
    cy = cytoscape({
      container: place,
      elements: elements(fragment),
      layout: { name: "preset" },
      style: sheet(isDark()),
      autoungrabify: true,
      boxSelectionEnabled: false,
      selectionType: "single",
      minZoom: 0.01,
      maxZoom: 3,
      hideEdgesOnViewport: many,
      textureOnViewport: many,
      pixelRatio: many ? 1 : "auto",
    });
    cy.on("tap", (event) => onSelect(event.target === cy || !event.target.isNode() ? null : event.target.id()));
    cy.on("dbltap", "node", (event) => onOpen(event.target.id()));
    cy.on("mouseover", "node", (event) => light(event.target.id()));
    cy.on("mouseout", "node", () => light(kept));
    cy.on("viewport resize", headings);
    cy.one("render", () => performance.mark("painted"));
    fit();
    headings();
  }

  /** Lights up the whole path of a node; of none, everything. */
  function light(key) {
    if (!cy) return;
    cy.batch(() => {
      if (key === null || cy.getElementById(key).empty()) {
        cy.elements(".dim, .lit").removeClass("dim lit");
        return;
      }
      const lit = path(key, near);
      cy.nodes().forEach((node) => void node.toggleClass("dim", !lit.before.has(node.id()) && !lit.after.has(node.id())));
      cy.edges().forEach((edge) => {
        const on = onPath({ source: edge.source().id(), target: edge.target().id() }, lit);
        edge.toggleClass("lit", on).toggleClass("dim", !on);
      });
    });
  }

  function select(key, { centre = false } = {}) {
    if (!cy) return;
    kept = key;
    cy.nodes(".chosen").removeClass("chosen");
    const node = key === null ? null : cy.getElementById(key);
    node?.addClass("chosen");
    light(key);
    if (centre && node?.nonempty()) cy.animate({ center: { eles: node }, duration: 150 });
  }

  /** Lights up a chain of keys, in which each is joined to the next. */
  function chain(keys) {
    if (!cy) return;
    const on = new Set(keys);
    cy.batch(() => {
      cy.nodes().forEach((node) => void node.toggleClass("dim", !on.has(node.id())));
      cy.edges().forEach((edge) => {
        const both = on.has(edge.source().id()) && on.has(edge.target().id());
        edge.toggleClass("lit", both).toggleClass("dim", !both);
      });
    });
  }

  function hide(keys) {
    cy?.batch(() => cy.nodes().forEach((node) => void node.toggleClass("away", keys.has(node.id()))));
  }

  function pin(keys) {
    cy?.batch(() => cy.nodes().forEach((node) => void node.toggleClass("pinned", keys.includes(node.id()))));
  }

  /** Marks which of two scopes each node is in. */
  function sides(map) {
    cy?.batch(() =>
      cy.nodes().forEach((node) => {
        const side = map?.get(node.id());
        node.toggleClass("first", side === "first").toggleClass("second", side === "second");
      }),
    );
  }

  function fit() {
    if (!cy) return;
    cy.resize();
    cy.fit(cy.elements().not(".away"), 48);
    if (cy.zoom() > 1.2) {
      cy.zoom(1.2);
      cy.center(cy.elements().not(".away"));
    }
  }

  function zoom(factor) {
    cy?.zoom({ level: cy.zoom() * factor, renderedPosition: { x: place.clientWidth / 2, y: place.clientHeight / 2 } });
  }

  function headings() {
    if (!cy) return;
    const scale = cy.zoom();
    const left = cy.pan().x;
    if (isFar !== scale < FAR) {
      isFar = scale < FAR;
      cy.batch(() => cy.nodes().toggleClass("far", isFar));
    }
    heads.replaceChildren(...headed(shown.lanes, left, scale));
  }

  function retheme() {
    if (!cy) return;
    cy.batch(() => cy.nodes().forEach((node) => void node.data(colours(node.data(), isDark()))));
    cy.style(sheet(isDark()));
  }

  const png = () => cy.png({ output: "blob-promise", full: true, scale: 2, maxWidth: 12_000, maxHeight: 12_000, bg: theme(isDark()).ground });

  return { draw, select, light, chain, hide, pin, sides, fit, zoom, retheme, png, count: () => cy?.nodes().not(".away").length ?? 0, raw: () => cy };
}

/** What stands above a lane. */
function laneHeading(lane) {
  const name = lane.is_one ? word(lane.name) : say(`kinds.${lane.kind}`);
  return `${cut(name, 24)} (${number(lane.nodes)})`;
}

/** The marks of a node, in words. */
export function marks(node) {
  const counted = node.counts || {};
  return ["origin", "gap", "held", "possible"]
    .filter((mark) => node[mark] || counted[mark])
    .map((mark) => (counted[mark] && node.size > 1 ? `${say(`mark.${mark}`)} ${number(counted[mark])}` : say(`mark.${mark}`)));
}

/** The headings that have room: words, else how many there are, else nothing. */
function headed(lanes, left, scale) {
  let taken = -Infinity;
  return lanes.flatMap((lane, at) => {
    const text = laneHeading(lane);
    const room = laneRoom(lanes, at) * scale;
    const isWide = room > 56;
    const count = number(lane.nodes);
    const middle = Math.round(left + lane.x * scale);
    const half = isWide ? room / 2 - 4 : 5 * count.length + 3;
    if (middle - half < taken) return [];
    taken = middle + half;
    const head = el("span", { class: isWide ? "lane" : "lane narrow", title: text }, isWide ? text : count);
    head.style.transform = `translateX(${middle}px) translateX(-50%)`;
    head.style.maxWidth = `${Math.max(room - 8, 40)}px`;
    return [head];
  });
}

/** How much room a heading has until it meets those beside it. */
function laneRoom(lanes, at) {
  const steps = [at - 1, at + 1].filter((each) => lanes[each]).map((each) => Math.abs(lanes[each].x - lanes[at].x));
  return steps.length ? Math.min(...steps) : 320;
}

function elements(fragment) {
  const dark = isDark();
  const places = new Map(fragment.nodes.map((node) => [node.key, node]));
  const nodes = fragment.nodes.map((node) => ({
    group: "nodes",
    data: { ...colours(node, dark), id: node.key, kind: node.kind, origin: node.origin, level: node.level, width: node.width, height: node.height, ...label(node, fragment) },
    position: { x: node.x, y: node.y },
    classes: [node.kind, ...["origin", "gap", "held", "possible"].filter((mark) => node[mark])].join(" "),
  }));
  const arrows = fragment.arrows.map((arrow, at) => {
    const from = places.get(arrow.source);
    const to = places.get(arrow.target);
    const bent = arrow.bends.length && !arrow.backward ? bends(arrow, from, to) : null;
    const classes = [arrow.possible && "possible", arrow.backward && "backward", bent && "bent"].filter(Boolean);
    return {
      group: "edges",
      data: { id: `arrow-${at}`, source: arrow.source, target: arrow.target, width: arrow.width || 1.4, ...bent },
      classes: classes.join(" "),
    };
  });
  return [...nodes, ...arrows];
}

/** Bends as Cytoscape takes them: how far along the straight line, and how far beside it. */
function bends(arrow, from, to) {
  const start = { x: from.x + from.width / 2, y: from.y };
  const end = { x: to.x - to.width / 2, y: to.y };
  const along = { x: end.x - start.x, y: end.y - start.y };
  const length = Math.hypot(along.x, along.y) || 1;
  const weights = [];
  const distances = [];
  for (const bend of arrow.bends) {
    const way = { x: bend.x - start.x, y: bend.y - start.y };
    weights.push((way.x * along.x + way.y * along.y) / (length * length));
    distances.push((way.y * along.x - way.x * along.y) / length);
  }
  return { weights, distances };
}

/** A card's text and how large it is: name, what it is, marks; one line where cards are low. */
function label(node, { compact }) {
  const { font } = node;
  const room = Math.max(6, Math.floor((node.width - 10) / (font * 0.55)));
  const told = marks(node).join(" · ");
  const more = node.more ? `+${number(node.more)}` : "";
  const many = node.size > 1 ? `×${number(node.size)}` : "";
  const name = many ? word(node.name) : plain(node.name) || say("nameless");
  if (compact) return { font, label: cut([name, many, more, told].filter(Boolean).join(" · "), room) };
  const below = cut(many || word(node.below), room);
  const first = more ? `${cut(name, room - more.length - 3)} · ${more}` : cut(name, room);
  return { font, label: [first, below, cut(told, room)].filter(Boolean).join("\n") };
}

/** A word of the program in the reader's language; a name of the plant as it is. */
function word(text) {
  return knows(`value.${text}`) ? say(`value.${text}`) : plain(text);
}
