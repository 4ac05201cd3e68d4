import assert from "node:assert/strict";
import { test } from "node:test";
import { byQuantity, customerRows, filled, isMasked, originsOf, selectionText, tablesOf } from "../../../visualize/static/app/scope.js";
import { compared } from "../../../visualize/static/app/windows.js";
import { larger } from "../../../visualize/static/app/verdict.js";
import { speak } from "../../../visualize/static/app/words.js";

const WORDS = { shipped: "Shipped", share: "Of the origins", low: "At least", high: "At most" };
const customer = (customer_id, shipped, more = {}) => ({ customer_id, name: customer_id, contact: "c", address: null, kind: null, certain: true, batches: 1, last_shipment: null, shipped, ...more });

test("customers come certain first, by the unit that most have, and each unit is a column", () => {
  const rows = [customer("C-1", { kg: 5 }), customer("C-2", { kg: 70, pcs: 1 }), customer("C-3", { kg: 900 }, { certain: false }), customer("C-4", { pcs: 9 })];
  assert.deepEqual(byQuantity(rows).map((row) => row.customer_id), ["C-2", "C-1", "C-4", "C-3"]);
  const [first, , third] = customerRows(rows, WORDS, "hidden");
  assert.deepEqual([first["Shipped kg"], first["Shipped pcs"], third["Shipped kg"]], [70, 1, null]);
  assert.ok(!("address" in first) && "contact" in first);
});

test("what is masked reads as hidden, what was never stated does not", () => {
  const rows = [customer("C-1", {}, { name: "***", contact: null })];
  assert.equal(customerRows(rows, WORDS, "hidden")[0].name, "hidden");
  assert.equal(customerRows(rows, WORDS, "hidden")[0].contact, null);
  assert.ok(isMasked({ customers: rows }));
  assert.ok(!isMasked({ customers: [customer("C-1", {})] }));
});

test("rows of different keys get the same columns, and what nobody has is left out", () => {
  assert.deepEqual(filled([{ a: 1, b: "" }, { c: 0, b: null }]), [{ a: 1, c: null }, { a: null, c: 0 }]);
});

test("an operation in process is told even where nothing else is known of it", () => {
  const empty = { customers: [], stock: [], shipments: [], returns: [], disposals: [], gains: [], batches: [], links: [], suppliers: [], supplies: [], verdict: { gaps: [], violations: [] } };
  const found = tablesOf({ ...empty, operations: [{ operation_id: "a", kind: "mix" }], in_process: ["a", "b"] }, WORDS, "hidden");
  assert.deepEqual(found.in_process, [{ operation_id: "a", kind: "mix" }, { operation_id: "b", kind: null }]);
});

test("origins name all of their suppliers", () => {
  const answer = { batches: [{ batch_id: "b", origin: true }, { batch_id: "x", origin: false }], suppliers: [{ supplier_id: "S", name: "Nordic" }], supplies: [{ batch_id: "b", supplier_id: "S" }, { batch_id: "b", supplier_id: "S" }, { batch_id: "b", supplier_id: "T" }] };
  assert.deepEqual(originsOf(answer).map((row) => row.suppliers), [[{ id: "S", name: "Nordic" }, { id: "T", name: undefined }]]);
});

test("a selection is quoted where it must be, and its times are instants", () => {
  assert.equal(selectionText({ name: "line", value: 'Line "2"', from: "", to: "" }), 'line="Line ""2"""');
  assert.equal(selectionText({ name: "equipment", value: "FER-1", from: "2026-10-05T06:00Z", to: "2026-10-05T14:00:00+02:00" }), "equipment=FER-1 from=2026-10-05T06:00:00Z to=2026-10-05T12:00:00Z");
});

test("of a narrowed scope it is told what stays outside, and what it holds beyond the whole", () => {
  speak({}, "en");
  const scope = (name, batches) => ({ name, batches, possible: 0, customers: 2, possible_customers: 0, shipped: { kg: 5 }, verdict: "complete", gaps: 0 });
  const part = (name, batches, customers = []) => ({ part: name, batches, customers, shipped: { kg: batches.length } });
  const { whole, part: its } = compared({ scopes: [scope("whole", 3), scope("part", 2)], parts: [part("intersection", ["b"]), part("outside:part", ["a", "c"], ["C-1"]), part("outside:whole", ["d"])] });
  assert.equal(whole.batches, "3");
  assert.deepEqual([its["common.batches"], its["outside.batches"], its["outside.customers"], its["outside.shipped"], its["beyond.batches"]], ["1", "2", "1", "2 kg", "1"]);
});

test("a gap says by how much the scope could be larger, also where nobody knows", () => {
  speak({ "recall.gap.larger": "{batches}, {customers}", "counts.batches": "{count} batches", "counts.customers": "{count} customers", "recall.gap.nothing": "no", "recall.gap.unknown": "?" }, "en");
  assert.equal(larger({ at_most_batches: 155, at_most_customers: 2 }), "155 batches, 2 customers");
  assert.equal(larger({ at_most_batches: 0, at_most_customers: 0 }), "no");
  assert.equal(larger({ at_most_batches: null, at_most_customers: null }), "?");
});
