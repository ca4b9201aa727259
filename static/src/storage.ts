/** What this app keeps in the browser: every name begins with PREFIX, so that it can be wiped. */
const PREFIX = "essayplanner:";

const OUTBOX = `${PREFIX}outbox:`;

/** Where the unsent changes of a user's plan are kept; tab tells tabs of one device apart. */
export function outboxKey(user: string, plan: string, tab: string): string {
  return `${OUTBOX}${user}:${plan}:${tab}`;
}

/** Where something small about a plan is remembered for this tab. */
export function noteKey(name: string, plan: string): string {
  return `${PREFIX}${name}:${plan}`;
}

function keysOf(storage: Storage): string[] {
  return Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? "");
}

/** Every outbox in a storage, whoever filled it. */
export function outboxKeys(storage: Storage): string[] {
  return keysOf(storage).filter((key) => key.startsWith(OUTBOX));
}

/** Both storages, where the browser allows them. */
export function storages(): Storage[] {
  const found: Storage[] = [];
  for (const name of ["sessionStorage", "localStorage"] as const) {
    try {
      found.push(window[name]);
    } catch {
      // A browser that forbids storage throws on the mere name.
    }
  }
  return found;
}

/** What an outbox leaves in a storage. */
export interface Stored<Item, Refused> {
  items?: Item[];
  tray?: Refused[];
  /** The address of the board that can send it. */
  page?: string;
}

/** What would be lost with an outbox: changes not sent yet, and refused ones not settled. */
export interface Unsaved {
  unsent: number;
  refused: number;
  page: string;
}

/** What the outboxes of this browser hold. */
export function unsaved(from: Storage[] = storages()): Unsaved[] {
  const found: Unsaved[] = [];
  for (const storage of from) {
    for (const key of outboxKeys(storage)) {
      const stored = JSON.parse(storage.getItem(key) ?? "{}") as Stored<unknown, unknown>;
      const { items = [], tray = [], page = "" } = stored;
      found.push({ unsent: items.length, refused: tray.length, page });
    }
  }
  return found;
}

/** Forget everything this app has kept in the browser. */
export function wipe(): void {
  for (const storage of storages()) {
    for (const key of keysOf(storage)) {
      if (key.startsWith(PREFIX)) storage.removeItem(key);
    }
  }
}

/** Forget unsent changes of anybody else: a shared device must not keep or send them. */
export function wipeOthers(user: string): void {
  for (const storage of storages()) {
    for (const key of outboxKeys(storage)) {
      if (!key.startsWith(`${OUTBOX}${user}:`)) storage.removeItem(key);
    }
  }
}
