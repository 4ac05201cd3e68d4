// What if less were recalled: narrowed scopes beside the whole one, and what stays outside of each.
import { announce, byId, el, plain } from "./elements.js";
import { fetched } from "./http.js";
import { selectionText } from "./scope.js";
import { amounts, number, say } from "./words.js";

const MOST = 3;
const NAMES = ["line", "equipment", "operator", "material"];
const ROWS = ["verdict", "batches", "customers", "shipped", "common.batches", "outside.batches", "outside.customers", "outside.shipped", "beyond.batches", "beyond.customers"];

/** The form and the table of narrowed scopes. `state()` gives what is asked and the chosen
 * selections; `onChange` gets the selections that are to be compared. */
export function windows({ state, onChange }) {
  const known = new Map();
  let going;
  form();

  function form() {
    const name = el("select", {}, NAMES.map((each) => el("option", { value: each }, say(`recall.windows.${each}`))));
    const value = el("input", { type: "text", required: true, maxlength: "200", autocomplete: "off", spellcheck: "false" });
    const from = el("input", { type: "datetime-local" });
    const to = el("input", { type: "datetime-local" });
    const labelled = (key, input) => el("label", {}, el("span", {}, say(`recall.windows.${key}`)), input);
    byId("window-form").replaceChildren(labelled("by", name), labelled("value", value), labelled("from", from), labelled("to", to), el("button", { type: "submit", class: "first" }, say("recall.windows.add")));
    byId("window-form").addEventListener("submit", (event) => {
      event.preventDefault();
      const text = selectionText({ name: name.value, value: value.value.trim(), from: from.value, to: to.value });
      const wrong = refusal(text, from.value, to.value);
      byId("window-wrong").textContent = wrong;
      if (wrong || !value.value.trim()) return;
      value.value = "";
      onChange([...state().scopes, text]);
    });
  }

  function refusal(text, from, to) {
    if (from && to && from > to) return say("recall.windows.backwards");
    if (state().scopes.includes(text)) return say("recall.windows.twice");
    return state().scopes.length >= MOST ? say("recall.windows.full", { count: MOST }) : "";
  }

  /** Compares what is chosen with the whole. */
  async function show() {
    going?.abort();
    going = new AbortController();
    const { signal } = going;
    const { batch, where } = state();
    const texts = state().scopes.slice(0, MOST);
    const columns = texts.map((text) => known.get(key(text)) ?? { text });
    draw(columns);
    for (const column of columns) {
      if (column.whole) continue;
      try {
        const body = { scopes: [{ name: "whole", batches: batch, where }, { name: "part", where: [column.text] }] };
        Object.assign(column, compared(await (await fetched("/v1/comparisons", { method: "POST", body, signal })).json()));
        known.set(key(column.text), column);
      } catch (error) {
        if (error.name === "AbortError") return;
        column.wrong = error.message;
      }
      draw(columns);
    }
    if (texts.length) announce(say("recall.windows.done", { count: texts.length }));
  }

  function key(text) {
    return JSON.stringify([state().batch, state().where, text]);
  }

  function draw(columns) {
    if (!columns.length) {
      byId("windows").replaceChildren();
      return;
    }
    const whole = columns.find((column) => column.whole)?.whole;
    byId("windows").replaceChildren(
      el(
        "table",
        { class: "beside-each-other" },
        el("caption", { class: "unseen" }, say("recall.windows")),
        el("thead", {}, el("tr", {}, el("td", {}), el("th", { scope: "col" }, say("recall.windows.whole")), columns.map((column) => el("th", { scope: "col" }, head(column))))),
        el("tbody", {}, ROWS.map((name) => el("tr", {}, el("th", { scope: "row" }, say(`recall.windows.row.${name}`)), el("td", {}, whole ? (whole[name] ?? "–") : "…"), columns.map((column, at) => cellOf(column, name, at))))),
      ),
    );
  }

  function head(column) {
    return [el("span", {}, plain(column.text)), " ", el("button", { type: "button", "aria-label": say("recall.windows.remove", { name: plain(column.text) }), onclick: () => onChange(state().scopes.filter((text) => text !== column.text)) }, say("recall.windows.out"))];
  }

  function cellOf(column, name, at) {
    if (column.wrong) return name === ROWS[0] ? el("td", { rowspan: String(ROWS.length), class: "wrong" }, plain(column.wrong)) : null;
    return el("td", { "data-scope": String(at), "data-row": name }, column.part ? column.part[name] : "…");
  }

  return { show };
}

/** The columns of a comparison of the whole with a part, as they are shown. */
export function compared(answer) {
  const [whole, part] = answer.scopes;
  const named = (name) => answer.parts.find((each) => each.part === name);
  const outside = named("outside:part");
  const beyond = named("outside:whole");
  return {
    whole: told(whole),
    part: {
      ...told(part),
      "common.batches": number(named("intersection").batches.length),
      "outside.batches": number(outside.batches.length),
      "outside.customers": number(outside.customers.length),
      "outside.shipped": amounts(outside.shipped),
      "beyond.batches": number(beyond.batches.length),
      "beyond.customers": number(beyond.customers.length),
    },
  };
}

function told(scope) {
  const possible = (count) => (count ? ` (${say("recall.possible", { count })})` : "");
  return {
    verdict: say(`recall.verdict.${scope.verdict}`, { count: scope.gaps }),
    batches: number(scope.batches) + possible(scope.possible),
    customers: number(scope.customers) + possible(scope.possible_customers),
    shipped: amounts(scope.shipped),
  };
}
