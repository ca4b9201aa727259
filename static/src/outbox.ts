import { type Draft, editedField, type Operation, type Refusal, type Reply } from "./protocol.ts";
import type { Stored } from "./storage.ts";
import { textVersion } from "./version.ts";

/** A change on its way. Once sent it is frozen: the same id must always mean the same change. */
export interface Item {
  operation: Operation;
  sent: boolean;
  /** What it is about, in words for a message. */
  title: string;
}

/** A change that was refused; it stays until the user has dealt with it. */
export interface Refused {
  item: Item;
  status: number;
  error: Refusal;
}

export interface Answer {
  status: number;
  /** Milliseconds the server asks to wait. */
  retryAfter?: number | undefined;
  reply?: Reply | undefined;
}

/** offline and busy are being retried; signed_out and away wait for resume(). */
export type Trouble = "" | "offline" | "busy" | "signed_out" | "away";

export interface Surroundings {
  storage: Pick<Storage, "getItem" | "setItem" | "removeItem"> | null;
  key: string;
  /** The address of the board, kept with the queue. */
  page: string;
  /** Send a request body made of these; rejects when the server could not be reached. */
  post(operations: Operation[]): Promise<Answer>;
  wait(milliseconds: number): Promise<void>;
  random(): number;
  changed(): void;
  answered(reply: Reply, done: Item[]): void;
  refused(refused: Refused, reply: Reply | undefined): void;
}

const MOST = 50;
// The server takes 64 kB; some is left for what surrounds the operations.
const MOST_BYTES = 60_000;
const FIRST_WAIT = 500;
const LONGEST_WAIT = 30_000;

/** Unsent changes of one user to one plan: first in, first out, one request in flight. */
export class Outbox {
  items: Item[] = [];
  tray: Refused[] = [];
  trouble: Trouble = "";
  /** Whether the browser could keep the queue: without that, leaving the page loses it. */
  kept = true;
  private running = false;
  private failures = 0;
  private limit = MOST;
  private wake: () => void = () => {};

  constructor(private readonly around: Surroundings) {
    const stored = around.storage?.getItem(around.key);
    if (stored) this.adopt(stored);
    this.kept = around.storage !== null;
  }

  /** Take over what another tab, or this one before a reload, has left. */
  adopt(stored: string): void {
    const { items = [], tray = [] } = JSON.parse(stored) as Stored<Item, Refused>;
    this.items.unshift(...items);
    this.tray.unshift(...tray);
    this.keep();
  }

  /** Whether any change waits. */
  get busy(): boolean {
    return this.items.length > 0;
  }

  /** The last value queued for a field, if one is. */
  queued(key: string): Item | undefined {
    return this.items.findLast((item) => editedField(item.operation) === key);
  }

  /** The conflict about a field that the user has yet to settle, if there is one. */
  conflict(key: string): Refused | undefined {
    return this.tray.find(
      (one) => one.error.code === "conflict" && editedField(one.item.operation) === key,
    );
  }

  /** Queue a change and start sending. */
  add(operation: Operation, title = ""): void {
    const key = editedField(operation);
    const earlier = key ? this.queued(key) : undefined;
    if (earlier && !earlier.sent && !this.stepsAfter(earlier)) {
      earlier.operation.value = operation.value ?? null;
    } else {
      if (earlier && "was" in operation) {
        // It starts from the text that is queued in front of it.
        operation.was = textVersion(String(earlier.operation.value));
      }
      this.items.push({ operation, sent: false, title });
    }
    this.keep();
    this.around.changed();
    void this.flush();
  }

  /** Send until the queue is empty or something needs the user. */
  async flush(): Promise<void> {
    if (this.running || this.trouble === "signed_out" || this.trouble === "away") return;
    this.running = true;
    try {
      while (this.items.length > 0 && (await this.sendOnce())) {
        // Each turn sends one request.
      }
    } finally {
      this.running = false;
    }
    this.around.changed();
  }

  /** Try again now: the connection or the user is back. */
  resume(): void {
    if (this.trouble === "signed_out" || this.trouble === "away") this.trouble = "";
    this.wake();
    void this.flush();
  }

  /** Take a refused change out of the tray. */
  dismiss(refused: Refused): void {
    this.tray = this.tray.filter((one) => one !== refused);
    this.keep();
    this.around.changed();
  }

  /** What was typed on while its conflict waits for the user's choice counts as theirs. */
  retype(refused: Refused, text: string): void {
    refused.item.operation.value = text;
    refused.error.mine = text;
    this.keep();
  }

  /** Let go of everything: the user chose to sign out without it. */
  forget(): void {
    this.items = [];
    this.tray = [];
    this.keep();
  }

  private stepsAfter(item: Item): boolean {
    const later = this.items.slice(this.items.indexOf(item) + 1);
    return later.some(({ operation }) => isStep(operation));
  }

  private keep(): void {
    const { storage, key, page } = this.around;
    const { items, tray } = this;
    try {
      if (items.length + tray.length === 0) storage?.removeItem(key);
      else storage?.setItem(key, JSON.stringify({ items, tray, page }));
      this.kept = storage !== null;
    } catch {
      this.kept = false;
    }
  }

  private nextBatch(): Item[] {
    const batch: Item[] = [];
    let bytes = 0;
    for (const item of this.items.slice(0, this.limit)) {
      // A text that follows a step back starts from whatever that brings back.
      const last = batch.at(-1);
      if (last && isStep(last.operation) && "was" in item.operation) break;
      bytes += new TextEncoder().encode(JSON.stringify(item.operation)).length + 1;
      if (batch.length > 0 && bytes > MOST_BYTES) break;
      batch.push(item);
    }
    for (const item of batch) item.sent = true;
    this.keep();
    return batch;
  }

  /** Send one request; false stops the queue. */
  private async sendOnce(): Promise<boolean> {
    const batch = this.nextBatch();
    let answer: Answer;
    try {
      answer = await this.around.post(batch.map((item) => item.operation));
    } catch {
      await this.retry("offline");
      return true;
    }
    const { status, reply } = answer;
    if (status === 429 || (status >= 502 && status <= 504)) {
      await this.retry("busy", answer.retryAfter);
      return true;
    }
    this.failures = 0;
    const whole = reply?.error?.index === undefined;
    if (status === 401 || (status === 404 && whole)) {
      this.trouble = status === 401 ? "signed_out" : "away";
      this.around.changed();
      return false;
    }
    this.trouble = "";
    if (status === 200 && reply) {
      this.limit = MOST;
      this.done(batch, reply);
    } else if (whole && batch.length > 1) {
      // One of them is at fault: find out which by sending them one by one.
      this.limit = 1;
    } else {
      this.limit = MOST;
      this.refuse(batch, status, reply);
    }
    return true;
  }

  private async retry(trouble: "offline" | "busy", retryAfter = 0): Promise<void> {
    this.trouble = trouble;
    const wait = Math.min(FIRST_WAIT * 2 ** this.failures, LONGEST_WAIT);
    this.failures += 1;
    this.around.changed();
    const woken = new Promise<void>((resolve) => {
      this.wake = resolve;
    });
    const jitter = wait * (0.75 + this.around.random() / 2);
    await Promise.race([this.around.wait(Math.max(jitter, retryAfter)), woken]);
  }

  private done(items: Item[], reply: Reply): void {
    this.items = this.items.filter((item) => !items.includes(item));
    this.keep();
    this.around.answered(reply, items);
    this.around.changed();
  }

  private refuse(batch: Item[], status: number, reply: Reply | undefined): void {
    const error = reply?.error ?? {
      code: "failed",
      message: "Something went wrong on the server.",
    };
    const index = error.index ?? 0;
    const item = batch[index];
    if (!item) return;
    const refused: Refused = { item, status, error };
    this.items = this.items.filter((one) => !batch.slice(0, index + 1).includes(one));
    this.tray.push(refused);
    this.dropFollowers(refused);
    this.keep();
    this.around.answered(reply ?? {}, batch.slice(0, index));
    this.around.refused(refused, reply);
    this.around.changed();
  }

  /** Settle what was queued behind a refused change and counted on it. */
  private dropFollowers(refused: Refused): void {
    const { item, error } = refused;
    const { verb, target } = item.operation;
    const key = editedField(item.operation);
    if (verb === "add" && target) {
      this.items = this.items.filter(
        ({ operation }) => operation.target !== target && operation.point !== target,
      );
    } else if (key && error.code === "conflict") {
      // The last that was typed is what the user means by "mine".
      const latest = this.queued(key);
      if (latest) this.retype(refused, String(latest.operation.value));
      this.items = this.items.filter(({ operation }) => editedField(operation) !== key);
    } else if (key && item.operation.was !== undefined) {
      const next = this.items.find((one) => editedField(one.operation) === key);
      if (next && !next.sent) next.operation.was = item.operation.was;
    }
  }
}

function isStep(operation: Draft): boolean {
  return operation.verb === "undo" || operation.verb === "redo";
}
