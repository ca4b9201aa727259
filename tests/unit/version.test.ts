import assert from "node:assert/strict";
import { test } from "node:test";
import { clean, textVersion } from "../../static/src/version.ts";

// What text_version in apps/plans/schema.py gives for the same texts.
const KNOWN: [string, string][] = [
  ["", "0-811c9dc5"],
  ["a", "1-e40c292c"],
  ["Beria shot, 1953", "16-11db5e96"],
  ["Zażółć — “so what”", "18-662d0114"],
  ["😀 two\nlines", "11-f12530b3"],
  ["x".repeat(3000), "3000-82dd04a5"],
];

for (const [text, version] of KNOWN) {
  test(`version of ${JSON.stringify(text.slice(0, 20))}`, () => {
    assert.equal(textVersion(text), version);
  });
}

test("clean leaves what the server would store", () => {
  assert.equal(clean("\n\na\r\nb\rc\td\u0007\u0000e\uffff"), "\n\na\nb\nc\tde");
  assert.equal(clean("half \ud83d of one, whole 😀"), "half \ufffd of one, whole 😀");
});
