import { make, required } from "./dom.ts";

/** Show a notice above the board, or put new words into the one with this name. */
export function notify(
  name: string,
  content: (Node | string)[],
  kind: "warn" | "bad" | "info" = "warn",
): void {
  const id = `notice-${name}`;
  const old = document.getElementById(id);
  const notice = make("div", { id, class: `notice ${kind}` }, ...content);
  if (old?.isEqualNode(notice)) return;
  if (old) old.replaceWith(notice);
  else required("#notices").append(notice);
}

/** Take a notice away. */
export function unnotify(name: string): void {
  document.getElementById(`notice-${name}`)?.remove();
}

const QUIET = 100;
const GAP = 800;
let words = "";
let timer = 0;
let last = 0;

/**
 * Say something to screen readers. Only the last of several quick ones is said: a burst of moves
 * must not be read out move by move.
 */
export function announce(text: string): void {
  if (!text) return;
  words = text;
  window.clearTimeout(timer);
  timer = window.setTimeout(
    () => {
      last = performance.now();
      required("#announcer").textContent = words;
    },
    Math.max(QUIET, last + GAP - performance.now()),
  );
}
