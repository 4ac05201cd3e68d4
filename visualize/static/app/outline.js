// The same picture for who does not see it: a tree grid that follows the material with the arrows.
import { el, plain } from "./elements.js";
import { marks } from "./drawing.js";
import { neighbours } from "./walk.js";
import { number, say } from "./words.js";

/** Rows for every node; `onSelect` gets the key of the one that is walked to. */
export function outline(place, { onSelect, onOpen }) {
  let near = neighbours([]);
  let nodes = new Map();
  let rows = new Map();
  let at = null;
  let drawn = "";

  /** Draws the rows anew where they differ: who walks through them keeps the place. */
  function draw(fragment, hidden = new Set()) {
    const now = fragment.nodes.filter((node) => !hidden.has(node.key)).map((node) => node.key).join("\n");
    if (now === drawn) return;
    drawn = now;
    near = neighbours(fragment.arrows);
    const seen = fragment.nodes.filter((node) => !hidden.has(node.key)).sort((a, b) => a.x - b.x || a.y - b.y);
    nodes = new Map(seen.map((node) => [node.key, node]));
    rows = new Map();
    const body = el("tbody");
    for (const node of seen) {
      const line = row(node);
      rows.set(node.key, line);
      body.append(line);
    }
    place.replaceChildren(
      el(
        "table",
        { role: "treegrid", "aria-label": say("outline"), "aria-describedby": "outline-how" },
        el("caption", { id: "outline-how" }, say("outline.how")),
        el("thead", {}, el("tr", {}, ["outline.level", "outline.name", "outline.what", "outline.marks", "outline.inputs", "outline.outputs"].map((key) => el("th", { scope: "col" }, say(key))))),
        body,
      ),
    );
    at = at && rows.has(at) ? at : (seen.find((node) => node.origin) ?? seen[0])?.key ?? null;
    if (at) rows.get(at).tabIndex = 0;
  }

  function row(node) {
    const inputs = (near.inputs.get(node.key) ?? []).filter((key) => nodes.has(key)).length;
    const outputs = (near.outputs.get(node.key) ?? []).filter((key) => nodes.has(key)).length;
    return el(
      "tr",
      { "aria-level": String(node.level + 1), tabindex: "-1", "data-key": node.key, onkeydown: key, onfocus: () => go(node.key), onclick: () => go(node.key) },
      [node.level, plain(node.name) || say("nameless"), plain(node.below || node.title), marks(node).join(", "), number(inputs), number(outputs)].map((text) => el("td", { role: "gridcell" }, String(text))),
    );
  }

  function key(event) {
    const here = event.currentTarget.dataset.key;
    const keys = [...rows.keys()];
    const next = {
      ArrowDown: () => keys[keys.indexOf(here) + 1],
      ArrowUp: () => keys[keys.indexOf(here) - 1],
      ArrowRight: () => (near.outputs.get(here) ?? []).find((each) => rows.has(each)),
      ArrowLeft: () => (near.inputs.get(here) ?? []).find((each) => rows.has(each)),
      Home: () => keys[0],
      End: () => keys.at(-1),
    }[event.key];
    if (next) {
      event.preventDefault();
      const found = next();
      if (found) rows.get(found).focus();
    } else if (event.key === "Enter") {
      event.preventDefault();
      onOpen(here);
    }
  }

  function go(next) {
    if (at && rows.has(at)) rows.get(at).tabIndex = -1;
    at = next;
    rows.get(at).tabIndex = 0;
    onSelect(at);
  }

  return { draw, focus: () => at && rows.get(at)?.focus() };
}
