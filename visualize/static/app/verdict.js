// What a coordinator reads first: the verdict, what is missing, how fresh the data is, the counts.
import { byId, cut, el, plain } from "./elements.js";
import { originsOf } from "./scope.js";
import { gapCloses, gapKind, gapLanguage, gapSubject, gapWhy } from "./gap_words.js";
import { amount, amounts, number, say, timeElement } from "./words.js";

const FEW = 20;

/** Puts the verdict of an answer, its gaps, sources, counts and origins into the page. */
export function shown(answer) {
  const { verdict } = answer;
  const said = byId("verdict");
  said.className = `verdict-large ${verdict.status}`;
  said.textContent = say(`recall.verdict.${verdict.status}`, { count: verdict.gaps.length });
  byId("verdict-means").textContent = say(`recall.means.${verdict.status}`);
  gaps(verdict);
  byId("sources").replaceChildren(sources(verdict));
  byId("counts").replaceChildren(...counts(answer));
  origins(answer);
}

function gaps({ gaps: found, violations, unchecked }) {
  byId("gaps").hidden = !found.length && !violations.length && !unchecked;
  few(byId("gap-list"), found, gap);
  byId("gaps").querySelector(".beside")?.remove();
  const beside = [violations.length ? say("recall.violations", { count: violations.length }) : "", unchecked ? say("recall.unchecked", { count: unchecked }) : ""].filter(Boolean);
  if (beside.length) byId("gaps").append(el("p", { class: "beside" }, beside.join(" ")));
}

/** The first of many, and a button that says how many there are. */
function few(place, rows, made) {
  place.replaceChildren(...rows.slice(0, FEW).map(made));
  place.nextElementSibling?.matches("button.more") && place.nextElementSibling.remove();
  if (rows.length <= FEW) return;
  const more = el("button", { type: "button", class: "more" }, say("table.more", { shown: FEW, of: rows.length }));
  more.addEventListener("click", () => {
    place.append(...rows.slice(FEW).map(made));
    more.remove();
  });
  place.after(more);
}

/** One gap: what, why, what closes it, and by how much the scope could be larger. */
function gap(row) {
  const lang = gapLanguage(row);
  return el(
    "li",
    {},
    el("p", { class: "gap-subject" }, el("strong", {}, plain(gapSubject(row))), ` · ${gapKind(row)}`),
    el("p", { lang }, plain(gapWhy(row))),
    el("p", {}, el("b", {}, `${say("recall.gap.could")} `), larger(row)),
    el("p", { class: "quiet" }, el("b", {}, `${say("recall.gap.closes")} `), el("span", { lang }, plain(gapCloses(row)))),
  );
}

/** By how much a gap could make the scope larger. */
export function larger({ at_most_batches: batches, at_most_customers: customers }) {
  if (batches === null || batches === undefined) return say("recall.gap.unknown");
  if (!batches && !customers) return say("recall.gap.nothing");
  return say("recall.gap.larger", { batches: say("counts.batches", { count: batches }), customers: say("counts.customers", { count: customers ?? 0 }) });
}

function sources({ as_of: times, stale }) {
  const rows = Object.entries(times);
  if (!rows.length) return el("p", {}, say("recall.sources.none"));
  return el(
    "dl",
    { class: "sources" },
    rows.flatMap(([name, at]) => [el("dt", {}, plain(name)), el("dd", {}, timeElement(at), stale.includes(name) ? el("strong", { class: "wrong" }, ` ${say("recall.sources.stale")}`) : "")]),
  );
}

function counts(answer) {
  const { totals } = answer;
  const possible = (rows) => rows.filter((row) => !row.certain).length;
  const told = (rows) => number(rows.length) + (possible(rows) ? ` (${say("recall.possible", { count: possible(rows) })})` : "");
  const tiles = [
    ["batches", told(answer.batches)],
    ["customers", told(answer.customers)],
    ["shipped", amounts(totals.shipped)],
    ["returned", amounts(totals.returned)],
    ["on_hand", amounts(totals.on_hand)],
    ["disposed", amounts(totals.disposed)],
    ...(Object.keys(totals.gained).length ? [["gained", amounts(totals.gained)]] : []),
    ["in_process", number(answer.in_process.length)],
  ];
  return tiles.map(([name, text]) => el("div", { class: `tile ${name}` }, el("dt", {}, say(`recall.count.${name}`)), el("dd", {}, text)));
}

function origins(answer) {
  const rows = originsOf(answer);
  const first = rows[0];
  const name = first ? plain(first.lot || first.serial || first.batch_id) : "";
  byId("title").textContent = rows.length > 1 ? say("recall.of.several", { name, count: rows.length - 1 }) : say("recall.of", { name });
  document.title = `${byId("title").textContent} · ${say("product")}`;
  const heads = ["batch_id", "lot", "name", "supplier", "quantity", "made_at", "expires_on"];
  const body = el("tbody");
  byId("origins").replaceChildren(
    el("table", {}, el("thead", {}, el("tr", {}, heads.map((key) => el("th", { scope: "col" }, say(key === "supplier" ? "filters.supplier" : key === "name" ? "filters.material" : `column.${key}`))))), body),
  );
  few(body, rows, origin);
  // a button cannot stand in a table
  const more = byId("origins").querySelector("table > button");
  byId("origins").querySelector(":scope > button")?.remove();
  if (more) byId("origins").append(more);
}

function origin(row) {
  const supplier = row.suppliers.map((each) => [each.name, each.id].filter(Boolean).map(plain).join(", ")).join("; ");
  const link = el("a", { href: `/?batch=${encodeURIComponent(row.batch_id)}` }, cut(row.batch_id, 60));
  return el("tr", {}, [link, cut(row.lot || row.serial || "–", 40), cut([row.item, row.name].filter(Boolean).join(" "), 60), supplier || "–", amount(row.quantity, row.unit), timeElement(row.made_at), timeElement(row.expires_on)].map((each) => el("td", {}, each)));
}
