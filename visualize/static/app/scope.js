// The tables of a recall, from its answer: plain rows, each with what people look for first.
import { gapRow } from "./gap_words.js";

/** Units with how much there is of them, those that most rows have first. */
function unitsOf(totals) {
  const counts = new Map();
  for (const each of totals) for (const unit of Object.keys(each ?? {})) counts.set(unit, (counts.get(unit) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([unit]) => unit);
}

/** Customers as they are called: the certain ones first, of those who received most. */
export function byQuantity(customers, units = unitsOf(customers.map((each) => each.shipped))) {
  const less = (a, b) => {
    for (const unit of units) {
      const order = (b.shipped?.[unit] ?? 0) - (a.shipped?.[unit] ?? 0);
      if (order) return order;
    }
    return a.customer_id < b.customer_id ? -1 : 1;
  };
  return [...customers].sort((a, b) => b.certain - a.certain || less(a, b));
}

/** The rows of customers: a column of numbers for each unit, so that they sort. `words` are the
 * headings of quantities; `hidden` stands where a value is masked. */
export function customerRows(customers, words, hidden) {
  const units = unitsOf(customers.map((each) => each.shipped));
  const shown = (value) => (value === "***" ? hidden : value);
  return filled(
    byQuantity(customers, units).map((each) => ({
      customer_id: each.customer_id,
      name: shown(each.name),
      contact: shown(each.contact),
      address: shown(each.address),
      kind: each.kind,
      ...Object.fromEntries(units.map((unit) => [`${words.shipped} ${unit}`.trim(), each.shipped?.[unit] ?? null])),
      batches: each.batches,
      last_shipment: each.last_shipment,
      certain: each.certain,
      ...Object.fromEntries((each.amounts ?? []).flatMap((amount) => [
        [`${words.share} ${amount.unit}`, amount.mixing],
        [`${words.low} ${amount.unit}`, amount.low],
        [`${words.high} ${amount.unit}`, amount.high],
      ])),
    })),
    ["name", "contact", "last_shipment"],
  );
}

/** Every row with the same columns, without those that no row has a value for. */
export function filled(rows, always = []) {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const used = names.filter((name) => always.includes(name) || rows.some((row) => !isEmpty(row[name])));
  return rows.map((row) => Object.fromEntries(used.map((name) => [name, row[name] ?? null])));
}

function isEmpty(value) {
  return value === null || value === undefined || value === "" || (typeof value === "object" && !Object.keys(value).length);
}

/** All tables of an answer by their names, as its files have them. */
export function tablesOf(answer, words, hidden) {
  const plainly = (rows) => filled(rows.map(({ amounts, ...row }) => row));
  return {
    customers: customerRows(answer.customers, words, hidden),
    stock: plainly(answer.stock),
    shipments: plainly(largest(answer.shipments)),
    returns: plainly(answer.returns),
    disposals: plainly(answer.disposals),
    gains: plainly(answer.gains),
    in_process: processes(answer),
    gaps: plainly(answer.verdict.gaps.map(gapRow)),
    batches: plainly(answer.batches),
    operations: plainly(answer.operations),
    links: plainly(answer.links),
    suppliers: plainly(answer.suppliers),
    supplies: plainly(answer.supplies),
    violations: plainly(answer.verdict.violations),
  };
}

function largest(rows) {
  return [...rows].sort((a, b) => b.certain - a.certain || (b.quantity ?? -1) - (a.quantity ?? -1));
}

function processes(answer) {
  const wanted = new Set(answer.in_process);
  const known = answer.operations.filter((each) => wanted.has(each.operation_id));
  const told = new Set(known.map((each) => each.operation_id));
  return filled([...known, ...answer.in_process.filter((id) => !told.has(id)).map((operation_id) => ({ operation_id }))]);
}

/** The origins with their suppliers: what is recalled. */
export function originsOf(answer) {
  const names = new Map(answer.suppliers.map((each) => [each.supplier_id, each.name]));
  const given = new Map();
  for (const row of answer.supplies) (given.get(row.batch_id) ?? given.set(row.batch_id, new Set()).get(row.batch_id)).add(row.supplier_id);
  return answer.batches
    .filter((batch) => batch.origin)
    .map((batch) => ({ ...batch, suppliers: [...(given.get(batch.batch_id) ?? [])].map((id) => ({ id, name: names.get(id) })) }));
}

/** The selection that a form describes: `line="Line 2" from=...Z to=...Z`; times are instants. */
export function selectionText({ name, value, from, to }) {
  const word = /[\s"=]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
  const bound = (key, text) => (text ? ` ${key}=${new Date(text).toISOString().replace(/\.\d+Z$/, "Z")}` : "");
  return `${name}=${word}${bound("from", from)}${bound("to", to)}`;
}

/** Whether anything in the answer is masked for this key. */
export function isMasked(answer) {
  return answer.customers.some((each) => [each.name, each.contact, each.address].includes("***"));
}
