import { Adding } from "./add.ts";
import { all, newId } from "./dom.ts";
import { Drag } from "./drag.ts";
import { init as initForms } from "./forms.ts";
import { enableUndo, Fragments } from "./fragments.ts";
import { init as initKeys } from "./keys.ts";
import { init as initMenu } from "./menu.ts";
import { type Item, Outbox, type Refused } from "./outbox.ts";
import { markUsed } from "./paint.ts";
import { init as initPanes } from "./panes.ts";
import { Plan } from "./plan.ts";
import { editedField, type Reply } from "./protocol.ts";
import { SaveLine } from "./saveline.ts";
import { noteKey, outboxKey, outboxKeys, wipeOthers } from "./storage.ts";
import { Texts } from "./texts.ts";
import { Tray } from "./tray.ts";
import { Wire } from "./wire.ts";

const root = document.getElementById("board");
// The landing page shows a board that nothing can be changed on.
if (root?.dataset.operations) void start(root);

async function start(board: HTMLElement): Promise<void> {
  const { plan: uuid = "", user = "" } = board.dataset;
  const isOwn = document.documentElement.dataset.device === "own" && "locks" in navigator;
  // On one's own device somebody else's changes wait for them; nobody else ever sends them.
  if (user !== "demo" && !isOwn) wipeOthers(user);
  const storage = storageOf(isOwn);
  const tab = isOwn ? await ownTab(user, uuid) : "tab";
  const wire = new Wire(board);
  let focusOn = "";

  const outbox = new Outbox({
    storage,
    key: outboxKey(user, uuid, tab),
    page: board.dataset.page ?? "",
    post: (operations) => wire.post(operations),
    wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    random: Math.random,
    changed: () => {
      saveLine.update(texts.dirty);
      if (outbox.busy) enableUndo();
    },
    answered: (reply: Reply, done: Item[]) => {
      for (const { operation } of done) {
        const key = editedField(operation);
        if (key && typeof operation.value === "string") plan.noteStored(key, operation.value);
      }
      if (reply.saved) saveLine.noteSaved(reply.saved);
      fragments.receive(reply);
    },
    refused: (refused: Refused, reply: Reply | undefined) => {
      tray.show(refused);
      if (!reply?.fragments) void fragments.refresh();
    },
  });
  if (isOwn) await adoptOrphans(outbox, user, uuid, tab);

  const plan = new Plan(board, outbox);
  const saveLine = new SaveLine(outbox, board.dataset.signIn ?? "");
  const texts: Texts = new Texts(plan, () => {
    saveLine.update(texts.dirty);
    tray.update();
  });
  const drawn = (): void => {
    drag.attend();
    nameRoles(board);
    texts.fit(board);
    const element = focusOn ? document.getElementById(focusOn) : null;
    if (!element) return;
    focusOn = "";
    element.focus();
  };
  const fragments: Fragments = new Fragments(plan, texts, drawn);
  const drag = new Drag(plan, fragments);
  const tray = new Tray(plan, texts);
  const flushTexts = (): void => texts.flush();

  initForms(plan, texts, (id) => {
    focusOn = id;
  });
  initMenu(plan);
  new Adding(plan, flushTexts);
  initPanes(plan, flushTexts);
  initKeys();
  nameRoles(board);
  markUsed(board);
  document.addEventListener("htmx:after:swap", () => {
    drag.attend();
    markUsed(board);
    nameRoles(board);
  });

  document.addEventListener("plan:send", () => {
    texts.flush();
    outbox.resume();
  });
  document.addEventListener("plan:forget", () => outbox.forget());
  window.addEventListener("online", () => outbox.resume());
  window.addEventListener("focus", () => outbox.resume());
  window.addEventListener("pagehide", () => {
    wire.leaving = true;
    texts.flush();
  });
  document.addEventListener("visibilitychange", () => {
    wire.leaving = document.visibilityState === "hidden";
    if (wire.leaving) texts.flush();
  });
  window.addEventListener("beforeunload", (event) => {
    texts.flush();
    // A shared device forgets the queue with the tab: worth a warning while nothing gets through,
    // and while a refused change still holds what was typed.
    const isStuck = outbox.busy && (outbox.trouble !== "" || !outbox.kept);
    const isKept = isOwn && outbox.kept;
    if (!isKept && (isStuck || outbox.tray.length > 0)) event.preventDefault();
  });
  saveLine.update(false);
  void outbox.flush();
}

/** On one's own device changes outlive the tab; on a shared one they must not. */
function storageOf(isOwn: boolean): Storage | null {
  try {
    return isOwn ? localStorage : sessionStorage;
  } catch {
    return null;
  }
}

/** A name for this tab that no other living tab has: a copied tab comes with a copied name. */
async function ownTab(user: string, plan: string): Promise<string> {
  const key = noteKey("tab", plan);
  let tab = sessionStorage.getItem(key) ?? newId();
  if (!(await lock(outboxKey(user, plan, tab)))) {
    tab = newId();
    await lock(outboxKey(user, plan, tab));
  }
  sessionStorage.setItem(key, tab);
  return tab;
}

/** Take a lock for as long as this page lives; false when another tab has it. */
function lock(name: string): Promise<boolean> {
  return new Promise((resolve) => {
    void navigator.locks.request(name, { ifAvailable: true }, (held) => {
      resolve(held !== null);
      return held ? new Promise(() => {}) : undefined;
    });
  });
}

/** Take over what tabs that are gone have left unsent. */
async function adoptOrphans(
  outbox: Outbox,
  user: string,
  plan: string,
  tab: string,
): Promise<void> {
  for (const key of outboxKeys(localStorage)) {
    if (!key.startsWith(outboxKey(user, plan, "")) || key === outboxKey(user, plan, tab)) continue;
    const stored = (await lock(key)) && localStorage.getItem(key);
    if (!stored) continue;
    outbox.adopt(stored);
    localStorage.removeItem(key);
  }
}

/** The links of the board that open something here are buttons to assistive technology. */
function nameRoles(board: HTMLElement): void {
  for (const link of all("a[data-more], a[data-add]", board)) {
    link.setAttribute("role", "button");
    link.setAttribute("aria-haspopup", "dialog");
  }
}
