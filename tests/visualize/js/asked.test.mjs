import assert from "node:assert/strict";
import { test } from "node:test";
import { given } from "../../../visualize/static/app/asked.js";

test("batches and selections are told apart, a comma in quotes divides nothing", () => {
  assert.deepEqual(given('A-1, A-2\nline="Line 1,2" from=2026-01-01'), { named: ["A-1", "A-2"], selected: ['line="Line 1,2" from=2026-01-01'] });
  assert.deepEqual(given(" \n"), { named: [], selected: [] });
});
