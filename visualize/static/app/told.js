// What stands above the picture: the verdict, how much there is, and what is not shown.
import { byId, el, plain } from "./elements.js";
import { NONE } from "./filters.js";
import { amounts, say } from "./words.js";

/** Tells of what is drawn: `{fragment, trace, state, hidden, sides, wrong}`; `change` takes filters and
 * comparisons back. */
export function told({ fragment, trace, state, hidden, sides, wrong }, change) {
  const verdict = byId("verdict");
  verdict.className = `verdict ${fragment.verdict}`;
  verdict.textContent = say(`verdict.${fragment.verdict}`);
  byId("counts").textContent = counts(fragment, trace).join(" · ");
  const link = (text, act) => el("button", { type: "button", class: "link", onclick: act }, text);
  const parts = [...undrawn(fragment)];
  if (hidden.size) {
    const all = hidden.size >= fragment.nodes.length - state.batch.length;
    parts.push(el("strong", {}, say(all ? "note.all-hidden" : "note.hidden", { count: hidden.size })), link(say("note.show-all"), () => change({ ...NONE, hide: [] })));
  }
  const found = sides ? el("strong", {}, common(sides)) : el("span", { class: wrong ? "wrong" : "quiet" }, wrong ?? say("loading"));
  if (state.with) parts.push(say("note.compared", { batch: lotOf(state.with) }), found, link(say("note.stop-comparing"), () => change({ with: undefined })));
  byId("note").replaceChildren(...parts.flatMap((part) => [part, " "]));
}

/** What a batch is called where its id has no room. */
export function lotOf(id) {
  return plain(id).split("/").at(-1);
}

function counts(fragment, trace) {
  const drawn = say("counts.shown", { shown: fragment.shown, of: fragment.of, mode: say(`mode.${fragment.mode}`) });
  if (!trace) return [drawn];
  const shipped = trace.totals?.shipped ?? {};
  return [
    say("counts.batches", { count: trace.batches.length }),
    say("counts.customers", { count: trace.customers?.length ?? 0 }),
    drawn,
    ...(Object.keys(shipped).length ? [say("counts.shipped", { amount: amounts(shipped) })] : []),
  ];
}

function undrawn(fragment) {
  const parts = [];
  if (fragment.why) parts.push(say(fragment.mode === "summary" ? "note.summary" : "note.part", { of: fragment.of }));
  if (fragment.hidden) parts.push(say("note.depth", { count: fragment.hidden }));
  return parts;
}

function common(sides) {
  const many = (side) => [...sides].filter(([key, each]) => each === side && key.startsWith("batch:")).length;
  return say("compared", { both: many("both"), first: many("first"), second: many("second") });
}
