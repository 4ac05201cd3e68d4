import assert from "node:assert/strict";
import { test } from "node:test";
import { chance, keysOf, odds, ways } from "../../../visualize/static/app/suspects.js";

test("a small chance is told by its power of ten", () => {
  assert.equal(chance(0.0471), "0.047");
  assert.equal(chance(3.27e-4), "3.3 × 10⁻⁴");
  assert.equal(chance(1e-12), "1.0 × 10⁻¹²");
  assert.equal(chance(0), "0");
});

test("an odds ratio has its interval, or there is none", () => {
  assert.equal(odds({ odds_ratio: 8.1234, odds_low: 2.5, odds_high: 26 }), "8.12 (2.5–26)");
  assert.equal(odds({ odds_ratio: null }), "–");
});

test("a suspect is drawn by itself, by what is always with it, and by what a lead names", () => {
  const row = { key: "equipment/M", kind: "equipment", id: "M", together: [{ kind: "batch", id: "own/a/1" }] };
  const leads = [{ key: "equipment/M", nodes: ["operation:o1"] }];
  assert.deepEqual([...keysOf(row, leads)].sort(), ["batch:own/a/1", "operation:o1"]);
});

test("only what lies on a way to the bad batches is drawn, also round a loop", () => {
  const key = (name) => ({ key: name });
  const arrow = (source, target) => ({ source, target });
  const fragment = {
    nodes: ["salt", "milk", "mix", "bad", "other", "rest"].map(key),
    arrows: [arrow("salt", "mix"), arrow("milk", "mix"), arrow("mix", "bad"), arrow("milk", "other"), arrow("mix", "rest"), arrow("rest", "mix")],
  };
  const part = ways(fragment, new Set(["milk", "not drawn"]), new Set(["bad"]));
  assert.deepEqual(part.nodes.map((each) => each.key), ["milk", "mix", "bad", "rest"]);
  assert.equal(part.arrows.length, 4);
});
