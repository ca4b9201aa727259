import assert from "node:assert/strict";
import { test } from "node:test";
import { type Answer, Outbox, type Refused } from "../../static/src/outbox.ts";
import type { Operation, Reply } from "../../static/src/protocol.ts";
import { outboxKey, unsaved } from "../../static/src/storage.ts";
import { textVersion } from "../../static/src/version.ts";

/** A storage that lives as long as the test, like a tab's. */
class Memory {
  readonly kept = new Map<string, string>();
  getItem = (key: string): string | null => this.kept.get(key) ?? null;
  setItem = (key: string, value: string): void => void this.kept.set(key, value);
  removeItem = (key: string): void => void this.kept.delete(key);
  key = (index: number): string | null => [...this.kept.keys()][index] ?? null;
  clear = (): void => this.kept.clear();
  get length(): number {
    return this.kept.size;
  }
}

type Fault = "unreachable" | "reply lost" | Answer;

/** A server that carries out each operation id once, and may fail first in given ways. */
class Server {
  readonly applied: Operation[] = [];
  readonly requests: Operation[][] = [];
  readonly refusals = new Map<string, { status: number; code: string; theirs?: string }>();

  constructor(readonly faults: Fault[] = []) {}

  post = async (operations: Operation[]): Promise<Answer> => {
    this.requests.push(structuredClone(operations));
    const fault = this.faults.shift();
    if (fault === "unreachable") throw new TypeError("Failed to fetch");
    if (typeof fault === "object") return fault;
    const answer = this.carryOut(operations);
    if (fault === "reply lost") throw new TypeError("Failed to fetch");
    return answer;
  };

  private carryOut(operations: Operation[]): Answer {
    for (const [index, operation] of operations.entries()) {
      const refusal = this.refusals.get(operation.id);
      if (refusal) {
        const { status, code, theirs = "" } = refusal;
        const was = textVersion(theirs);
        const error = { code, message: "No.", index, mine: String(operation.value), theirs, was };
        return { status, reply: { error, fragments: {} } };
      }
      if (!this.applied.some((one) => one.id === operation.id)) {
        this.applied.push(structuredClone(operation));
      }
    }
    return { status: 200, reply: { saved: "14:32" } };
  }
}

interface Kit {
  outbox: Outbox;
  waits: number[];
  refused: Refused[];
  replies: Reply[];
}

function outboxOf(server: Server, storage: Memory | null = new Memory(), key = "key"): Kit {
  const waits: number[] = [];
  const refused: Refused[] = [];
  const replies: Reply[] = [];
  const outbox = new Outbox({
    storage,
    key,
    page: "/plans/p/",
    post: server.post,
    wait: async (milliseconds) => void waits.push(milliseconds),
    random: () => 0.5,
    changed: () => {},
    answered: (reply) => void replies.push(reply),
    refused: (one) => void refused.push(one),
  });
  return { outbox, waits, refused, replies };
}

async function settled(outbox: Outbox): Promise<void> {
  for (let turn = 0; turn < 200 && outbox.busy && outbox.trouble !== "signed_out"; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  await new Promise((resolve) => setImmediate(resolve));
}

function move(id: string): Operation {
  return { id, verb: "move", noun: "placement", target: "card", point: "point", after: null };
}

function edit(id: string, value: string, start = "old"): Operation {
  return {
    id,
    verb: "edit",
    noun: "point",
    target: "p",
    field: "claim",
    value,
    was: textVersion(start),
  };
}

const ids = (operations: Operation[]): string[] => operations.map((one) => one.id);

test("changes are sent in order, the first alone, those behind it together", async () => {
  const server = new Server();
  const { outbox } = outboxOf(server);
  for (const id of ["1", "2", "3"]) outbox.add(move(id));
  await settled(outbox);
  assert.deepEqual(server.requests.map(ids), [["1"], ["2", "3"]]);
  assert.deepEqual(outbox.items, []);
});

test("no request holds more than 50 operations or about 60 kB", async () => {
  const server = new Server(["unreachable"]);
  const { outbox } = outboxOf(server);
  for (let number = 0; number < 120; number += 1) outbox.add(move(`${number}`));
  await settled(outbox);
  const long = "é".repeat(4000);
  for (let number = 0; number < 12; number += 1) {
    outbox.add({ ...edit(`long ${number}`, long), target: `${number}` });
  }
  await settled(outbox);
  const sizes = server.requests.map((request) => request.length);
  assert.ok(Math.max(...sizes) <= 50, `${sizes}`);
  for (const request of server.requests) {
    assert.ok(new TextEncoder().encode(JSON.stringify(request)).length < 62_000);
  }
  assert.equal(server.applied.length, 132);
});

test("a reply that is lost makes the same operation go out again and apply once", async () => {
  const server = new Server(["reply lost", "reply lost"]);
  const { outbox, waits } = outboxOf(server);
  outbox.add(move("1"));
  await settled(outbox);
  assert.deepEqual(server.requests.map(ids), [["1"], ["1"], ["1"]]);
  assert.deepEqual(ids(server.applied), ["1"]);
  assert.deepEqual(waits, [500, 1000]);
});

test("a busy server is asked again, no sooner than it wants", async () => {
  const server = new Server([{ status: 503, retryAfter: 3000 }, { status: 429 }, { status: 502 }]);
  const { outbox, waits } = outboxOf(server);
  outbox.add(move("1"));
  await settled(outbox);
  assert.deepEqual(waits, [3000, 1000, 2000]);
  assert.deepEqual(ids(server.applied), ["1"]);
  assert.equal(outbox.trouble, "");
});

test("waits double up to 30 seconds", async () => {
  const server = new Server(Array<Fault>(9).fill("unreachable"));
  const { outbox, waits } = outboxOf(server);
  outbox.add(move("1"));
  await settled(outbox);
  assert.deepEqual(waits, [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
});

test("what is sent once is frozen; what is not takes in the next edit of its field", async () => {
  const server = new Server(["unreachable"]);
  const { outbox } = outboxOf(server);
  outbox.add(edit("1", "first"));
  outbox.add(edit("2", "second"));
  outbox.add(edit("3", "third"));
  await settled(outbox);
  assert.deepEqual(
    server.applied.map(({ id, value, was }) => [id, value, was]),
    [
      ["1", "first", textVersion("old")],
      ["2", "third", textVersion("first")],
    ],
  );
});

test("an edit is not moved in front of an undo, nor sent with it", async () => {
  const server = new Server(["unreachable"]);
  const { outbox } = outboxOf(server);
  outbox.add(move("0"));
  outbox.add(edit("1", "one"));
  outbox.add({ id: "2", verb: "undo", noun: "plan" });
  outbox.add(edit("3", "three"));
  await settled(outbox);
  assert.deepEqual(server.requests.map(ids), [["0"], ["0", "1", "2"], ["3"]]);
});

test("a reload keeps the queue and sends the same ids", async () => {
  const storage = new Memory();
  const gone = new Server([{ status: 401 }]);
  const before = outboxOf(gone, storage);
  before.outbox.add(move("1"));
  before.outbox.add(edit("2", "text"));
  await settled(before.outbox);
  const server = new Server();
  const { outbox } = outboxOf(server, storage);
  void outbox.flush();
  await settled(outbox);
  assert.deepEqual(ids(server.applied), ["1", "2"]);
  assert.deepEqual([...storage.kept], []);
});

test("another user's queue is neither seen nor sent", async () => {
  const storage = new Memory();
  const first = outboxOf(new Server([{ status: 401 }]), storage, outboxKey("1", "plan", "tab"));
  first.outbox.add(move("1"));
  await settled(first.outbox);
  const server = new Server();
  const second = outboxOf(server, storage, outboxKey("2", "plan", "tab"));
  await second.outbox.flush();
  assert.deepEqual(second.outbox.items, []);
  assert.deepEqual(server.requests, []);
});

test("signed out pauses the queue until it is resumed", async () => {
  const server = new Server([{ status: 401 }]);
  const { outbox } = outboxOf(server);
  outbox.add(move("1"));
  await settled(outbox);
  outbox.add(move("2"));
  await settled(outbox);
  assert.equal(outbox.trouble, "signed_out");
  assert.equal(server.requests.length, 1);
  outbox.resume();
  await settled(outbox);
  assert.deepEqual(ids(server.applied), ["1", "2"]);
});

test("a plan that cannot be seen pauses the queue and loses nothing", async () => {
  const error = { code: "not_found", message: "There is no such plan." };
  const server = new Server([{ status: 404, reply: { error } }]);
  const { outbox, refused } = outboxOf(server);
  outbox.add(move("1"));
  await settled(outbox);
  assert.equal(outbox.trouble, "away");
  assert.equal(outbox.items.length, 1);
  assert.deepEqual(refused, []);
});

test("a refused change goes to the tray and the rest goes on", async () => {
  const server = new Server(["unreachable"]);
  server.refusals.set("2", { status: 409, code: "gone" });
  const { outbox, refused } = outboxOf(server);
  for (const id of ["1", "2", "3"]) outbox.add(move(id));
  await settled(outbox);
  assert.deepEqual(ids(server.applied), ["1", "3"]);
  assert.deepEqual(
    refused.map(({ item, error }) => [item.operation.id, error.code]),
    [["2", "gone"]],
  );
  assert.equal(outbox.tray.length, 1);
});

test("when a whole request fails, the one at fault is found", async () => {
  const bad: Answer = { status: 500 };
  const server = new Server(["unreachable", bad, bad]);
  const { outbox, refused } = outboxOf(server);
  for (const id of ["1", "2"]) outbox.add(move(id));
  await settled(outbox);
  // Alone, then both, then the first alone again: that one is at fault.
  assert.deepEqual(
    refused.map(({ item, status }) => [item.operation.id, status]),
    [["1", 500]],
  );
  assert.deepEqual(ids(server.applied), ["2"]);
});

test("what counted on a refused addition goes with it", async () => {
  const server = new Server(["unreachable"]);
  server.refusals.set("1", { status: 409, code: "duplicate" });
  const { outbox, refused } = outboxOf(server);
  outbox.add({ ...move("1"), verb: "add", evidence: "e" });
  outbox.add(move("2"));
  outbox.add({ ...move("3"), target: "another" });
  await settled(outbox);
  assert.equal(refused.length, 1);
  assert.deepEqual(ids(server.applied), ["3"]);
});

test("a text conflict keeps the latest of mine and drops later edits of the field", async () => {
  const server = new Server(["unreachable"]);
  server.refusals.set("1", { status: 409, code: "conflict", theirs: "theirs" });
  const { outbox, refused } = outboxOf(server);
  outbox.add(edit("1", "mine"));
  outbox.add(edit("2", "mine, longer"));
  outbox.add(move("3"));
  await settled(outbox);
  assert.deepEqual(ids(server.applied), ["3"]);
  assert.equal(refused[0]?.error.mine, "mine, longer");
  assert.equal(refused[0]?.item.operation.value, "mine, longer");
  assert.equal(refused[0]?.error.theirs, "theirs");
  assert.ok(outbox.conflict("point:p:claim"));
});

test("the tray outlives a reload until it is dealt with", async () => {
  const storage = new Memory();
  const server = new Server();
  server.refusals.set("1", { status: 409, code: "conflict", theirs: "theirs" });
  const before = outboxOf(server, storage);
  before.outbox.add(edit("1", "mine"));
  await settled(before.outbox);
  const { outbox } = outboxOf(server, storage);
  const [refused] = outbox.tray;
  assert.equal(refused?.error.mine, "mine");
  if (refused) outbox.dismiss(refused);
  assert.deepEqual([...storage.kept], []);
});

test("what is typed on while a conflict is open outlives a reload", async () => {
  const storage = new Memory();
  const server = new Server();
  server.refusals.set("1", { status: 409, code: "conflict", theirs: "theirs" });
  const before = outboxOf(server, storage);
  before.outbox.add(edit("1", "mine"));
  await settled(before.outbox);
  const open = before.outbox.conflict("point:p:claim");
  if (open) before.outbox.retype(open, "mine, and more");
  const [kept] = outboxOf(server, storage).outbox.tray;
  assert.equal(kept?.item.operation.value, "mine, and more");
  assert.equal(kept?.error.mine, "mine, and more");
  assert.equal(kept?.error.theirs, "theirs");
});

test("what would be lost is both what waits and what was refused", async () => {
  const storage = new Memory();
  const server = new Server([]);
  server.refusals.set("1", { status: 409, code: "conflict", theirs: "theirs" });
  const { outbox } = outboxOf(server, storage, outboxKey("1", "p", "tab"));
  outbox.add(edit("1", "mine"));
  await settled(outbox);
  assert.deepEqual(unsaved([storage]), [{ unsent: 0, refused: 1, page: "/plans/p/" }]);
  server.faults.push({ status: 401 });
  outbox.add(move("2"));
  await settled(outbox);
  assert.deepEqual(unsaved([storage]), [{ unsent: 1, refused: 1, page: "/plans/p/" }]);
  outbox.forget();
  assert.deepEqual(unsaved([storage]), []);
});

test("a storage that cannot keep the queue is noticed", async () => {
  const full = new Memory();
  full.setItem = () => {
    throw new DOMException("full", "QuotaExceededError");
  };
  const server = new Server();
  const { outbox } = outboxOf(server, full);
  outbox.add(move("1"));
  assert.equal(outbox.kept, false);
  await settled(outbox);
  assert.deepEqual(ids(server.applied), ["1"]);
  assert.equal(outboxOf(server, null).outbox.kept, false);
});
