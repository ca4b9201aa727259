import assert from "node:assert/strict";
import { test } from "node:test";
import { anchorIn, anchorInCell, anchorOfStep, placed } from "../../static/src/anchors.ts";

const list = ["a", "b", "c", "d"];

test("the anchor of a thing is what stands in front of it", () => {
  assert.equal(anchorIn(list, "a"), null);
  assert.equal(anchorIn(list, "c"), "b");
});

test("a thing is put behind its anchor, first without one, last when it is gone", () => {
  assert.deepEqual(placed(list, "d", "a"), ["a", "d", "b", "c"]);
  assert.deepEqual(placed(list, "c", null), ["c", "a", "b", "d"]);
  assert.deepEqual(placed(list, "a", "end"), ["b", "c", "d", "a"]);
  assert.deepEqual(placed(list, "b", "removed"), ["a", "c", "d", "b"]);
  assert.deepEqual(placed(list, "new", "b"), ["a", "b", "new", "c", "d"]);
});

test("one step up or down, and none at the ends", () => {
  assert.equal(anchorOfStep(list, "b", -1), null);
  assert.equal(anchorOfStep(list, "c", -1), "a");
  assert.equal(anchorOfStep(list, "c", 1), "d");
  assert.equal(anchorOfStep(list, "a", -1), undefined);
  assert.equal(anchorOfStep(list, "d", 1), undefined);
});

test("steps applied to a list are one place each", () => {
  for (const id of list) {
    for (const step of [-1, 1] as const) {
      const after = anchorOfStep(list, id, step);
      if (after === undefined) continue;
      assert.equal(placed(list, id, after).indexOf(id), list.indexOf(id) + step);
    }
  }
});

test("in a cell a point goes behind its neighbour, or in front of the next one of its side", () => {
  const side = ["s1", "s2", "s3", "s4", "s5"];
  assert.equal(anchorInCell(["s2", "s5", "s4"], "s5", side), "s2");
  assert.equal(anchorInCell(["s5", "s3"], "s5", side), "s2");
  assert.equal(anchorInCell(["s5", "s1"], "s5", side), null);
  assert.equal(anchorInCell(["s2", "s3"], "s2", side), "s1");
  assert.equal(anchorInCell(["s5"], "s5", side), "end");
  assert.equal(anchorInCell(["from-other-side", "s3"], "from-other-side", side), "s2");
});
