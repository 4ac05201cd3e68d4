import assert from "node:assert/strict";
import { test } from "node:test";
import { read, sameQuestion, written } from "../../../visualize/static/app/address.js";

test("an address restores the state that it was made of", () => {
  const state = { ...read(""), batch: ["own/3101/WM 04&12", "b"], direction: "forward", pin: ["batch:x"], selected: "batch:y", depth: "2" };
  assert.deepEqual(read(written(state)), state);
});

test("language and theme stay in the address, unknown names do not", () => {
  assert.equal(written(read("?batch=a&nope=1"), "?lang=zh-CN&theme=dark&nope=1"), "?batch=a&lang=zh-CN&theme=dark");
});

test("what is pinned, hidden or selected is no new question", () => {
  const one = read("?batch=a&pin=x&hide=y&selected=z&material=m");
  assert.equal(sameQuestion(one, read("?batch=a")), true);
  assert.equal(sameQuestion(one, read("?batch=a&direction=forward")), false);
  assert.equal(sameQuestion(one, read("?batch=b")), false);
});
