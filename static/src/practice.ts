/** Keys of the deck and of practice: a link or button names its own in data-keys. */
import { isTyping } from "./forms.ts";

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || isTyping(event)) return;
  const name = event.key === " " ? "Space" : event.key;
  // A single character may mean something else to the person's own tools: it can be switched off.
  if (name.length === 1 && document.documentElement.dataset.letterKeys !== "on") return;
  const target = document.querySelector<HTMLElement>(`[data-keys~="${CSS.escape(name)}"]`);
  const focused = document.activeElement;
  // The space bar belongs to the control that has the focus.
  if (!target || (name === "Space" && focused !== target && focused?.matches(CONTROLS))) return;
  event.preventDefault();
  target.click();
});
const CONTROLS = "a, button, summary, input";
