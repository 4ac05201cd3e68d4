import assert from "node:assert/strict";
import { test } from "node:test";
import { keyOf, keysOf, membersOf, partyOf, tablesOf } from "../../../visualize/static/app/whole.js";

const answer = {
  batches: [
    { batch_id: "own/milk/1", party: "own", item: "milk", level: 0 },
    { batch_id: "own/cheese/2", party: "own", item: "cheese", level: 2 },
    { batch_id: "own/cheese/3", party: "own", item: "cheese", level: 3 },
  ],
  operations: [{ operation_id: "own/PO-1" }],
  customers: [{ customer_id: "C-1" }, { customer_id: "C-2" }],
  shipments: [{ customer_id: "C-2", batch_id: "own/cheese/3" }],
  verdict: { gaps: [{ subject: "own/PO-1" }] },
};

test("every table of an answer is there, also those that it does not have", () => {
  const tables = tablesOf(answer);
  assert.deepEqual(tables.gaps, answer.verdict.gaps);
  assert.deepEqual(tables.stock, []);
});

test("a row is shown by the node that is drawn of it", () => {
  assert.equal(keyOf("customers", { customer_id: "C-1" }, () => true), "customer:C-1");
  assert.equal(keyOf("shipments", answer.shipments[0], () => true), "batch:own/cheese/3");
  assert.equal(keyOf("gaps", answer.verdict.gaps[0], (key) => key === "operation:own/PO-1"), "operation:own/PO-1");
  assert.equal(keyOf("links", { source: "a", target: "b" }, () => true), null);
});

test("two answers are compared by all that they hold", () => {
  assert.deepEqual([...keysOf(answer)], ["batch:own/milk/1", "batch:own/cheese/2", "batch:own/cheese/3", "operation:own/PO-1", "customer:C-1", "customer:C-2"]);
});

test("the members of a box are those of its levels and material, a page at a time", () => {
  const box = { kind: "batch", gathers: { levels: [1, 3], party: "own", item: "cheese" } };
  assert.deepEqual(membersOf(answer, box, 0, 1), { rows: [answer.batches[1]], of: 2 });
  assert.deepEqual(membersOf(answer, box, 1, 1), { rows: [answer.batches[2]], of: 2 });
  assert.deepEqual(membersOf(answer, { kind: "customer" }, 0, 50).of, 2);
  assert.deepEqual(membersOf(null, box, 0, 50), { rows: [], of: 0 });
});

test("a customer is known with what came to it", () => {
  assert.deepEqual(partyOf(answer, "customer", "C-2"), { row: { customer_id: "C-2" }, flows: answer.shipments });
  assert.deepEqual(partyOf(null, "supplier", "S-1"), { row: undefined, flows: [] });
});
