import assert from "node:assert/strict";
import { test } from "node:test";
import { flows, picture } from "../../../visualize/static/app/bands.js";
import { placed, rounded, wrapped } from "../../../visualize/static/app/sankey.js";

const kg = (mixing, low = 0, high = mixing) => [{ unit: "kg", low, mixing, high, share: null }];
const batch = (id, level, quantity, mixing, more = {}) => ({ batch_id: id, item: id[0], name: `Material ${id[0]}`, party: "own", level, quantity, unit: "kg", origin: level === 0, amounts: mixing === null ? [] : kg(mixing), ...more });
const used = (source, target, quantity, unit = "kg") => ({ type: "CONSUMED", source, target, quantity, unit, certain: true });
const made = (source, target, quantity) => ({ type: "PRODUCED", source, target, quantity, unit: "kg", certain: true });
const sent = (batch_id, customer_id, quantity) => ({ batch_id, customer_id, quantity, unit: "kg", certain: true });

/** 10 kg of an origin go into 100 kg: 60 kg to one customer, 30 to another, 10 kg are on hand. */
function plant() {
  return {
    batches: [batch("O1", 0, 10, 10), batch("P1", 1, 100, 10)],
    links: [used("O1", "op", 10), made("op", "P1", 100)],
    shipments: [sent("P1", "C-1", 60), sent("P1", "C-2", 30)],
    customers: [{ customer_id: "C-1", name: "One", amounts: kg(6, 0, 10) }, { customer_id: "C-2", name: null, amounts: kg(3) }],
    disposals: [],
    stock: [{ batch_id: "P1", quantity: 4, on_hand: 10, unit: "kg" }, { batch_id: "P1", quantity: 6, on_hand: 10, unit: "kg" }],
    quantities: [{ unit: "kg", origins: ["O1"], seeded: 10, found: { customers: 9, disposed: 0, on_hand: 1, operations: 0, unexplained: 0, origins: 0, not_known: 0 } }],
  };
}

test("bands follow the recorded quantities, and add up to what the answer says", () => {
  const drawn = picture(plant(), "kg");
  const found = Object.fromEntries(drawn.bands.map((band) => [`${band.from}>${band.to}`, Number(band.amount.toFixed(9))]));
  assert.deepEqual(found, { "origin:O1>material:own|P": 10, "material:own|P>customer:C-1": 6, "material:own|P>customer:C-2": 3, "material:own|P>end:on_hand": 1 });
  assert.deepEqual(drawn.columns.map((nodes) => nodes.map((node) => node.name)), [["O1"], ["Material P"], ["One", "C-2", "on_hand"]]);
  assert.deepEqual([drawn.left, drawn.undrawn, drawn.back], [0, [], []]);
  assert.equal(drawn.columns[2][0].high, 10);
});

test("a flow in another unit is counted as left out, never added to the others", () => {
  const answer = plant();
  answer.links.push(used("P1", "packing", 500, "pcs"));
  assert.equal(flows(answer, "kg").left, 1);
  assert.equal(picture(answer, "kg").bands.length, 4);
});

test("a flow without a quantity is counted, and no rest is claimed to be unexplained", () => {
  const answer = plant();
  answer.shipments[1].quantity = null;
  answer.quantities[0].found.unexplained = 1;
  const drawn = picture(answer, "kg");
  assert.equal(drawn.left, 1);
  assert.ok(!drawn.bands.some((band) => band.to === "end:unexplained"));
});

test("rework leads back: it is told, not drawn as a way ahead", () => {
  const answer = plant();
  answer.batches.push(batch("R1", 2, 10, 1), batch("P2", 3, 50, 1));
  answer.links.push(used("P1", "crush", 10), made("crush", "R1", 10), used("R1", "again", 10), made("again", "P2", 50));
  answer.stock = [];
  const drawn = picture(answer, "kg");
  assert.deepEqual(drawn.back.map(({ from, to }) => [from, to]), [["material:own|R", "material:own|P"]]);
});

test("thousands of customers are gathered, and none is lost from the sum", () => {
  const answer = plant();
  answer.shipments = Array.from({ length: 10_000 }, (_, at) => sent("P1", `C-${at}`, 0.009));
  answer.customers = answer.shipments.map((row) => ({ customer_id: row.customer_id, name: row.customer_id, amounts: kg(0.0009) }));
  const drawn = picture(answer, "kg");
  assert.ok(drawn.bands.length <= 40);
  const customers = drawn.columns.at(-1).filter((node) => node.kind === "customer");
  assert.equal(customers.reduce((sum, node) => sum + node.gathers, 0), 10_000);
  assert.ok(Math.abs(drawn.bands.filter((band) => band.to.includes("customer")).reduce((sum, band) => sum + band.amount, 0) - 9) < 1e-6);
});

test("many materials of many origins stay within forty bands, with what is not drawn told", () => {
  const answer = plant();
  answer.batches = [];
  answer.links = [];
  for (let at = 0; at < 60; at += 1) {
    answer.batches.push(batch(`O${at}`, 0, 1, 1), batch(`${String.fromCharCode(0x4e00 + at)}1`, 1, 1, 1), batch(`${String.fromCharCode(0x5e00 + at)}1`, 2, 1, 1));
    answer.links.push(used(`O${at}`, `a${at}`, 1), made(`a${at}`, answer.batches.at(-2).batch_id, 1), used(answer.batches.at(-2).batch_id, `b${at}`, 1), made(`b${at}`, answer.batches.at(-1).batch_id, 1));
  }
  answer.quantities[0].origins = answer.batches.filter((each) => each.origin).map((each) => each.batch_id);
  const drawn = picture(answer, "kg");
  assert.ok(drawn.bands.length <= 40);
  for (const column of drawn.columns.slice(0, 3)) assert.equal(column.reduce((sum, node) => sum + node.gathers, 0), 60);
});

test("no two labels of a column overlap, and bands are as wide as their quantity", () => {
  const drawn = picture(plant(), "kg");
  const laid = placed(drawn, 900);
  const [one, two] = laid.bands.filter((band) => band.to.startsWith("customer:"));
  assert.ok(Math.abs(one.thick / two.thick - 2) < 1e-9);
  for (const column of [0, 1, 2]) {
    const tops = [...laid.spots.values()].filter((spot) => spot.column === column).map((spot) => spot.y).sort((a, b) => a - b);
    tops.slice(1).forEach((top, at) => assert.ok(top - tops[at] >= 45));
  }
  assert.ok([...laid.spots.values()].every((spot) => spot.y >= 0 && spot.y + spot.height <= laid.height));
});

test("small amounts keep what counts, large ones are not rounded to thousands", () => {
  assert.deepEqual([489_613.4, 11.2934, 0.0740105, 0, null].map(rounded), [489_613, 11.3, 0.074, 0, 0]);
});

test("names are broken between words, into two lines at most", () => {
  assert.deepEqual(wrapped("Whey", 10), ["Whey"]);
  assert.deepEqual(wrapped("Strawberry yoghurt bulk", 12), ["Strawberry", "yoghurt bulk"]);
  assert.deepEqual(wrapped("Strawberry yoghurt bulk of the north", 12), ["Strawberry", "yoghurt bul…"]);
});
