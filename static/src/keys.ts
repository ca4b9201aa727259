import { openPane } from "./add.ts";
import { ask } from "./dialog.ts";
import { make } from "./dom.ts";
import { isTyping } from "./forms.ts";

const HELP: [string, string][] = [
  ["/", "Search the evidence"],
  ["e", "Go to the evidence"],
  ["b", "Go to the board"],
  ["n", "New point on this side"],
  ["?", "This list"],
  ["Ctrl or Cmd + Z", "Undo, outside a text"],
  ["Shift + Ctrl or Cmd + Z", "Redo"],
  ["Shift + Up, Down", "On a More button: move up or down"],
  ["Shift + Left, Right", "On a More button: to the other side, or to the point beside it"],
  ["Delete", "On a More button: remove"],
];

/** Single letters, for those who have not switched them off. */
export function init(): void {
  if (document.documentElement.dataset.letterKeys !== "on") return;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (isTyping(event) || document.querySelector("dialog[open]")) return;
    const actions: Record<string, () => void> = {
      "/": () => openPane("evidence"),
      e: () => openPane("evidence"),
      b: () => openPane("plan"),
      n: addPoint,
      "?": help,
    };
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });
}

function addPoint(): void {
  const here = document.activeElement?.closest(".side, td");
  const form = (here ?? document).querySelector<HTMLFormElement>("form.add-point");
  (form ?? document.querySelector<HTMLFormElement>("form.add-point"))?.requestSubmit();
}

function help(): void {
  const before = document.activeElement;
  const list = make(
    "dl",
    { class: "keylist" },
    ...HELP.flatMap(([key, words]) => [
      make("dt", {}, make("kbd", { class: "kbd" }, key)),
      make("dd", {}, words),
    ]),
  );
  void ask({
    title: "Keys",
    content: [list],
    action: "",
    cancel: "Close",
    focus: () => before instanceof HTMLElement && before.focus(),
  });
}
