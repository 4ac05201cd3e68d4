import assert from "node:assert/strict";
import { test } from "node:test";
import { moving, spread } from "../../../visualize/static/app/chart.js";
import { percent, scoreRow } from "../../../visualize/static/app/scores.js";

test("a moving range is how far a value is from the one before", () => {
  const points = [3, 5, 4].map((measured, place) => ({ point: place + 1, at: `2026-10-0${place + 1}`, measured }));
  assert.deepEqual(moving(points), [{ point: 2, at: "2026-10-02", value: 2 }, { point: 3, at: "2026-10-03", value: 1 }]);
  assert.deepEqual(moving(points.slice(0, 1)), []);
});

test("a picture has room, also where all values are one", () => {
  assert.deepEqual(spread([0, 100, null]), [-8, 108]);
  assert.deepEqual(spread([20, 20]), [19, 21]);
  assert.deepEqual(spread([0]), [-1, 1]);
});

test("what nobody knows is no share of zero", () => {
  assert.equal(percent(0.26666), "26.7 %");
  assert.equal(percent(null), "–");
  const row = scoreRow({ id: "L", share: null, share_low: null, share_high: null });
  assert.equal(row.share_percent, null);
  assert.equal(row.share_between, null);
});
