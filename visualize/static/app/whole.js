// The whole answer behind the picture: what a row of it is drawn as, and what stands for what.

const TABLES = ["batches", "operations", "links", "suppliers", "customers", "shipments", "stock", "returns", "disposals", "gaps"];

/** All tables of an answer by their names. */
export function tablesOf(answer) {
  return Object.fromEntries(TABLES.map((name) => [name, name === "gaps" ? answer.verdict.gaps : answer[name] ?? []]));
}

/** The key of the node that shows a row; `isDrawn(key)` where a row could be of two kinds. */
export function keyOf(name, row, isDrawn) {
  if (name === "customers") return `customer:${row.customer_id}`;
  if (name === "suppliers") return `supplier:${row.supplier_id}`;
  if (name === "operations") return `operation:${row.operation_id}`;
  if (name === "gaps") return [`batch:${row.subject}`, `operation:${row.subject}`].find(isDrawn);
  return row.batch_id ? `batch:${row.batch_id}` : null;
}

/** The keys of all that an answer holds. */
export function keysOf(answer) {
  const keys = (rows, kind) => (rows ?? []).map((row) => `${kind}:${row[`${kind}_id`]}`);
  return new Set([...keys(answer.batches, "batch"), ...keys(answer.operations, "operation"), ...keys(answer.customers, "customer")]);
}

/** What stands behind a box of the summary, as a page of the whole answer. */
export function membersOf(answer, node, from, most) {
  const { levels, party, item } = node.gathers ?? {};
  const rows = levels
    ? (answer?.batches ?? []).filter((row) => row.level >= levels[0] && row.level <= levels[1] && (party === null || row.party === party) && (item === null || row.item === item))
    : (answer?.[`${node.kind}s`] ?? []);
  return { rows: rows.slice(from, from + most), of: rows.length };
}

/** What an answer knows of a supplier or customer, with the batches that came or went. */
export function partyOf(answer, kind, id) {
  const rows = answer?.[`${kind}s`] ?? [];
  const flows = (kind === "customer" ? answer?.shipments : answer?.supplies) ?? [];
  return { row: rows.find((row) => row[`${kind}_id`] === id), flows: flows.filter((row) => row[`${kind}_id`] === id) };
}
