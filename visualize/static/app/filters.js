// Filters of the picture: by material, site, supplier, status and day. What they hide is counted
// and said; the table always holds everything.
import { cut, el } from "./elements.js";
import { choices } from "./walk.js";
import { number, say } from "./words.js";

const NAMES = ["material", "site", "supplier", "status"];

/** The state without any filter. */
export const NONE = { ...Object.fromEntries(NAMES.map((name) => [name, []])), from: "", to: "" };

/** Lists to choose from in `place`; `onChange` gets what of the state changes. */
export function filters(place, onChange) {
  function draw(nodes, state) {
    place.replaceChildren(
      ...NAMES.map((name) => list(name, choices(nodes, name), state[name] ?? [])).filter(Boolean),
      day("from", state.from),
      day("to", state.to),
      el("button", { type: "button", onclick: () => onChange(NONE) }, say("filters.clear")),
    );
  }

  function list(name, found, chosen) {
    if (!found.length) return null;
    return el(
      "fieldset",
      {},
      el("legend", {}, say(`filters.${name}`)),
      el(
        "div",
        { class: "choices" },
        found.slice(0, 200).map(([value, count]) => {
          const box = el("input", { type: "checkbox", checked: chosen.includes(value) });
          box.addEventListener("change", () => onChange({ [name]: box.checked ? [...chosen, value] : chosen.filter((each) => each !== value) }));
          return el("label", {}, box, ` ${cut(value, 32)} (${number(count)})`);
        }),
        found.length > 200 ? el("p", { class: "quiet" }, say("filters.more", { count: found.length - 200 })) : null,
      ),
    );
  }

  function day(name, value) {
    const input = el("input", { type: "date", value: value || "" });
    input.addEventListener("change", () => onChange({ [name]: input.value }));
    return el("label", { class: "day" }, `${say(`filters.${name}`)} `, input);
  }

  return { draw };
}

/** How many filters hold. */
export function count(state) {
  return NAMES.reduce((sum, name) => sum + (state[name]?.length ? 1 : 0), 0) + (state.from ? 1 : 0) + (state.to ? 1 : 0);
}
