// The keys of the page, and the list of them.
import { el } from "./elements.js";
import { say } from "./words.js";

const KEYS = { "/": "search", r: "recall", o: "outline", f: "whole", u: "undo", "?": "help" };
const ELSEWHERE = [["↓ ↑ Enter", "choose"], ["← → ↑ ↓", "walk"], ["Esc", "leave"]];

/** Does what `acts` has by name when its key is pressed; gives what opens the list of keys. */
export function keys(acts) {
  const help = el("dialog", { id: "keys", "aria-labelledby": "keys-title" });
  const row = ([key, name]) => [el("dt", {}, key.split(" ").flatMap((each) => [el("kbd", {}, each), " "])), el("dd", {}, say(`keys.${name}`))];
  help.append(
    el("h2", { id: "keys-title" }, say("keys.title")),
    el("dl", {}, [...Object.entries(KEYS), ...ELSEWHERE].flatMap(row)),
    el("button", { type: "button", class: "first", onclick: () => help.close() }, say("keys.close")),
  );
  document.body.append(help);
  const all = { ...acts, help: () => help.showModal() };
  addEventListener("keydown", (event) => {
    if (event.target.closest("input, select, textarea, dialog[open]") || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = all[KEYS[event.key]];
    if (act) {
      event.preventDefault();
      act();
    }
  });
  return all.help;
}
