// The side panel: all that is known of what was chosen, each fact with the rows that state it.
import { el, plain } from "./elements.js";
import { ask } from "./http.js";
import { cell, heading } from "./table.js";
import { amount, number, say, timeElement } from "./words.js";

const SECTIONS = ["HELD", "MEASURED", "SUPPLIED", "PRODUCED", "CONSUMED", "SHIPPED_TO"];
const MEMBERS = 50;

/** Shows a node. `actions(node)` gives buttons; `members(node, from, most)` what a box stands for. */
export function panel(place, { actions, members, follow, party }) {
  let wanted = 0;

  async function show(node) {
    wanted += 1;
    const mine = wanted;
    if (!node) {
      place.replaceChildren(el("p", { class: "quiet" }, say("panel.idle")));
      return;
    }
    const head = el("header", {}, el("p", { class: "quiet" }, say(`kinds.${node.kind}`)), el("h2", {}, plain(node.name) || say("nameless")), el("div", { class: "row" }, actions(node)));
    const body = el("div", {}, el("p", { class: "quiet" }, say("loading")));
    place.replaceChildren(head, body);
    const told = await content(node).catch((error) => [el("p", { class: "wrong" }, error.message)]);
    if (mine === wanted) body.replaceChildren(...told);
  }

  async function content(node) {
    if (node.size > 1) return box(node);
    const id = node.key.slice(node.key.indexOf(":") + 1);
    if (node.kind === "batch") {
      const answer = await ask(`/v1/batches/${encodeURIComponent(id).replaceAll("%2F", "/")}`);
      return [described(answer.batch), gaps(node), holds(answer.holds), measured(answer.measurements), ...facts(answer.facts, id)];
    }
    if (node.kind === "operation") {
      const answer = await ask(`/v1/operations/${encodeURIComponent(id).replaceAll("%2F", "/")}`);
      return [described(answer.operation), gaps(node), measured(answer.measurements), ...facts(answer.facts, id)];
    }
    const { row, flows } = party(node.kind, id);
    return [described(row), gaps(node), ...flows.map((flow) => flowed(flow))];
  }

  function box(node) {
    const list = el("ul", { class: "members" });
    const more = el("button", { type: "button" });
    let at = 0;
    const next = () => {
      const page = members(node, at, MEMBERS);
      at += page.rows.length;
      list.append(...page.rows.map((row) => el("li", {}, row.batch_id ? el("button", { type: "button", class: "link", onclick: () => follow(row.batch_id) }, plain(row.lot || row.serial || row.batch_id)) : plain(row.customer_id ?? row.supplier_id), " ", plain(row.name))));
      more.hidden = at >= page.of;
      more.textContent = say("members.more", { shown: at, of: page.of });
    };
    more.addEventListener("click", next);
    next();
    return [el("p", {}, say("members", { count: node.size })), gaps(node), list, more];
  }

  function facts(found, id) {
    const groups = Map.groupBy ? Map.groupBy(found, (fact) => fact.type) : grouped(found);
    const order = [...groups.keys()].sort((a, b) => (SECTIONS.indexOf(a) + 99) % 99 - (SECTIONS.indexOf(b) + 99) % 99 || (a < b ? -1 : 1));
    return order.map((type) =>
      el("section", {}, el("h3", {}, `${say(`facts.${type}`) === `facts.${type}` ? type : say(`facts.${type}`)} (${number(groups.get(type).length)})`), groups.get(type).map((fact) => one(fact, id))),
    );
  }

  function one(fact, id) {
    const other = fact.source === id ? { noun: fact.target_noun, id: fact.target } : { noun: fact.source_noun, id: fact.source };
    const rows = [
      ["quantity", fact.quantity === null ? null : amount(fact.quantity, fact.unit)],
      ["occurred_at", fact.occurred_at],
      ["document", fact.document],
      ...Object.entries(fact.more || {}),
    ].filter(([, value]) => value !== null && value !== undefined && value !== "");
    return el(
      "article",
      { class: "fact" },
      el("p", { class: "other" }, follows(other)),
      pairs(rows),
      el("ul", { class: "evidence" }, (fact.evidence || []).map((row) => el("li", {}, evidence(row)))),
    );
  }

  function flowed({ batch_id, ...row }) {
    const told = Object.entries(row).filter(([name, value]) => !/_id$/.test(name) && value !== null && name !== "unit");
    return el("article", { class: "fact" }, el("p", { class: "other" }, follows({ noun: "Batch", id: batch_id })), pairs(told.map(([name, value]) => [name, name === "quantity" ? amount(value, row.unit) : value])));
  }

  function follows({ noun, id }) {
    if (noun !== "Batch" && noun !== "Operation") return plain(id);
    const key = `${noun.toLowerCase()}:${id}`;
    return el("button", { type: "button", class: "link", onclick: () => follow(id, key) }, plain(id));
  }

  return { show };
}

function grouped(found) {
  const groups = new Map();
  for (const fact of found) (groups.get(fact.type) ?? groups.set(fact.type, []).get(fact.type)).push(fact);
  return groups;
}

function described(of) {
  return pairs(Object.entries(of || {}).filter(([, value]) => value !== null && value !== "" && typeof value !== "object"));
}

function gaps(node) {
  const told = (node.facts || []).filter((line) => line.startsWith("!"));
  return told.length ? el("ul", { class: "gaps" }, told.map((line) => el("li", {}, plain(line)))) : "";
}

function holds(found = []) {
  if (!found.length) return "";
  return el("section", {}, el("h3", {}, say("panel.holds")), found.map(({ hold, status, reason, held_at, released_at }) => pairs(Object.entries({ hold, status, reason, held_at, released_at }).filter(([, value]) => value))));
}

/** What was measured, with its limits: what is out of them says so in words. */
function measured(found = []) {
  if (!found.length) return "";
  const limits = ({ low, high, unit }) => [low, high].map((each) => amount(each, unit)).join(" … ");
  const row = (one) => [one.characteristic, one.text ?? amount(one.value, one.unit), limits(one), cell("verdict", one.verdict)];
  const heads = ["characteristic", "value", "limits", "verdict"].map((name) => el("th", { scope: "col" }, heading(name)));
  return el("section", {}, el("h3", {}, say("panel.measurements")), el("table", {}, el("thead", {}, el("tr", {}, heads)), el("tbody", {}, found.map((one) => el("tr", { class: one.verdict === "fail" ? "failed" : null }, row(one).map((text) => el("td", {}, typeof text === "string" ? plain(text) : text)))))));
}

/** Names and values, one below the other. */
export function pairs(rows) {
  return el("dl", {}, rows.flatMap(([name, value]) => [el("dt", {}, heading(name)), el("dd", {}, /_(at|on)$/.test(name) ? timeElement(value) : cell(name, value))]));
}

/** Where a fact stands: the file, its sheet and row. */
export function evidence(row) {
  const sheet = row.sheet ? ` · ${plain(row.sheet)}` : "";
  return `${plain(row.file)}${sheet} · ${say("row", { row: row.row })}`;
}

