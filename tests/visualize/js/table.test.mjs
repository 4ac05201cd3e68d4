import assert from "node:assert/strict";
import { test } from "node:test";
import { sorted } from "../../../visualize/static/app/table.js";
import { byDay } from "../../../visualize/static/app/timeline.js";
import { cut, plain } from "../../../visualize/static/app/elements.js";
import { amounts, say, speak, time } from "../../../visualize/static/app/words.js";

test("numbers sort as numbers, lots as people count, and what is empty comes last both ways", () => {
  const rows = [{ n: 10, lot: "L-10" }, { n: null, lot: "" }, { n: 9, lot: "L-9" }];
  assert.deepEqual(sorted(rows, { column: "n" }).map((row) => row.n), [9, 10, null]);
  assert.deepEqual(sorted(rows, { column: "n", down: true }).map((row) => row.n), [10, 9, null]);
  assert.deepEqual(sorted(rows, { column: "lot" }).map((row) => row.lot), ["L-9", "L-10", ""]);
});

test("a strip has every day from the first to the last", () => {
  const days = byDay([{ time: "2026-09-01T10:00:00Z" }, { time: "2026-09-03T10:00:00Z", size: 4 }, { time: "" }]);
  assert.deepEqual(days, [{ date: "2026-09-01", count: 1 }, { date: "2026-09-02", count: 0 }, { date: "2026-09-03", count: 4 }]);
});

test("years are gathered into few bars, and none is lost", () => {
  const days = byDay([{ time: "2016-01-01T00:00:00Z" }, { time: "2026-01-01T00:00:00Z" }]);
  assert.ok(days.length <= 401);
  assert.equal(days.reduce((sum, day) => sum + day.count, 0), 2);
});

test("what would not show is marked, and wide characters count twice", () => {
  assert.equal(plain("LOT\u202e1\u0000 \n 2"), "LOT\ufffd1\ufffd 2");
  assert.equal(cut("abcdef", 4), "abc…");
  assert.equal(cut("白色酸奶", 6), "白色…");
  assert.equal(cut("白色", 4), "白色");
});

test("sentences are filled in, and what is missing shows its key", () => {
  speak({ "a.b": "{count} batches of {name}", "a.b|one": "{count} batch of {name}" }, "en");
  assert.equal(say("a.b", { count: 1234, name: "<b>" }), "1,234 batches of <b>");
  assert.equal(say("a.b", { count: 1, name: "x" }), "1 batch of x");
  assert.equal(say("nope"), "nope");
  assert.equal(amounts({ kg: 1200.5, pcs: 3 }), "1,200.5 kg, 3 pcs");
  assert.equal(time("2026-09-01"), "2026-09-01");
  assert.equal(time(null), "–");
});
