import assert from "node:assert/strict";
import { test } from "node:test";
import { choices, compared, hiddenBy, neighbours, onPath, path, reached } from "../../../visualize/static/app/walk.js";

const arrows = [
  ["milk", "mix"], ["salt", "mix"], ["mix", "cheese"], ["cheese", "shop"], ["cheese", "rework"], ["rework", "mix"],
].map(([source, target]) => ({ source, target }));
const near = neighbours(arrows);

test("the path of a node is what went in and what came out, and a loop ends", () => {
  assert.deepEqual([...reached("milk", near.outputs)].sort(), ["cheese", "milk", "mix", "rework", "shop"]);
  const { before, after } = path("shop", near);
  assert.deepEqual([...before].sort(), ["cheese", "milk", "mix", "rework", "salt", "shop"]);
  assert.deepEqual([...after], ["shop"]);
});

test("an arrow is on a path only where both ends lie on the same side", () => {
  const lit = path("milk", near);
  assert.equal(onPath({ source: "mix", target: "cheese" }, lit), true);
  assert.equal(onPath({ source: "salt", target: "mix" }, lit), false);
});

test("a filter hides what states another value, not what states none, and never an origin", () => {
  const nodes = [
    { key: "a", material: "milk", origin: true },
    { key: "b", material: "salt" },
    { key: "c", material: "milk" },
    { key: "d" },
    { key: "e", supplier: ["S-1", "S-2"] },
  ];
  assert.deepEqual([...hiddenBy(nodes, { material: ["milk"] })], ["b"]);
  assert.deepEqual([...hiddenBy(nodes, { material: ["salt"] })], ["c"]);
  assert.deepEqual([...hiddenBy(nodes, { supplier: ["S-2"] })], []);
  assert.deepEqual([...hiddenBy(nodes, {}, ["d"])], ["d"]);
});

test("days are a filter from the first to the last", () => {
  const nodes = ["2026-09-01T23:59:00Z", "2026-09-02T00:00:00Z", ""].map((time, at) => ({ key: String(at), time }));
  assert.deepEqual([...hiddenBy(nodes, { from: "2026-09-02" })], ["0"]);
  assert.deepEqual([...hiddenBy(nodes, { to: "2026-09-01" })], ["1"]);
});

test("two scopes are told apart", () => {
  const sides = compared(new Set(["a", "b"]), new Set(["b", "c"]));
  assert.deepEqual([...sides], [["a", "first"], ["b", "both"], ["c", "second"]]);
});

test("choices count records, the most frequent first", () => {
  assert.deepEqual(choices([{ site: "B" }, { site: "A", size: 3 }, { site: "B" }, {}], "site"), [["A", 3], ["B", 2]]);
});
