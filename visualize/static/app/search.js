// The search: a combobox (ARIA 1.2) that finds batches, materials, orders, customers, suppliers,
// equipment and containers as one types.
import { announce, cut, el } from "./elements.js";
import { ask } from "./http.js";
import { say } from "./words.js";

const PAUSE = 150;

/** Puts a search into a place; `onFound` gets the hit that was chosen: `{kind, id, name, select}`. */
export function search(place, onFound) {
  const list = el("ul", { id: "found", role: "listbox", "aria-label": say("search.found"), hidden: true });
  const input = el("input", {
    type: "text",
    role: "combobox",
    placeholder: say("search.hint"),
    "aria-label": say("search"),
    "aria-expanded": "false",
    "aria-controls": "found",
    "aria-autocomplete": "list",
    autocomplete: "off",
    spellcheck: "false",
    maxlength: "200",
  });
  place.append(input, list);
  let hits = [];
  let at = -1;
  let timer;
  let going;

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE);
  });
  input.addEventListener("focus", () => hits.length && input.value && open(true));
  input.addEventListener("blur", () => setTimeout(() => open(false), 200));
  input.addEventListener("keydown", async (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && hits.length) {
      event.preventDefault();
      open(true);
      mark((at + step + hits.length) % hits.length);
    } else if (event.key === "Enter") {
      event.preventDefault();
      clearTimeout(timer);
      if (input.value.trim() !== looked) await look();
      if (hits.length) choose(hits[Math.max(at, 0)]);
    } else if (event.key === "Escape") {
      open(false);
    }
  });

  let looked = "";
  async function look() {
    const text = input.value.trim();
    going?.abort();
    if (!text) {
      hits = [];
      looked = "";
      open(false);
      return;
    }
    going = new AbortController();
    try {
      const found = await ask("/v1/finds", { text, most: 8 }, { signal: going.signal });
      looked = text;
      show(found.groups);
    } catch (error) {
      if (error.name !== "AbortError") show([], error.message);
    }
  }

  function show(groups, wrong = "") {
    hits = groups.flatMap((group) => group.hits);
    at = -1;
    list.replaceChildren();
    let number = 0;
    for (const group of groups.filter((each) => each.hits.length)) {
      list.append(el("li", { class: "group", role: "presentation" }, say(`kinds.${group.kind}`)));
      for (const hit of group.hits) {
        const place = number;
        number += 1;
        list.append(
          el(
            "li",
            { id: `hit-${place}`, role: "option", "aria-selected": "false", onpointerdown: () => choose(hits[place]) },
            el("span", { class: "id" }, cut(hit.kind === "batch" ? hit.id.split("/").at(-1) : hit.id, 40)),
            el("span", { class: "name" }, cut(hit.name, 40)),
          ),
        );
      }
      if (group.more) list.append(el("li", { class: "more", role: "presentation" }, say("search.more")));
    }
    if (!hits.length) list.append(el("li", { class: "more", role: "presentation" }, wrong || say("search.nothing")));
    open(true);
    announce(hits.length ? say("search.count", { count: hits.length }) : wrong || say("search.nothing"));
  }

  function mark(next) {
    at = next;
    for (const option of list.querySelectorAll("[role=option]")) option.setAttribute("aria-selected", String(option.id === `hit-${at}`));
    input.setAttribute("aria-activedescendant", `hit-${at}`);
    list.querySelector(`#hit-${at}`)?.scrollIntoView({ block: "nearest" });
  }

  function open(wide) {
    list.hidden = !wide;
    input.setAttribute("aria-expanded", String(wide));
    if (!wide) input.removeAttribute("aria-activedescendant");
  }

  function choose(hit) {
    open(false);
    input.value = "";
    input.blur(); // the keys of the page work again
    hits = [];
    onFound(hit);
  }

  return { focus: () => input.focus() };
}

/** What the address asks with for a hit: a batch by its id, all else by a selection. */
export function askedBy(hit) {
  return hit.kind === "batch" ? { batch: [hit.id], where: [] } : { batch: [], where: [hit.select] };
}

/** Goes to the explorer, which shows a hit. */
export function toExplorer(hit) {
  const pairs = Object.entries(askedBy(hit)).flatMap(([name, values]) => values.map((value) => [name, value]));
  location.assign(`/?${new URLSearchParams(pairs)}`);
}
