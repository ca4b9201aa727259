import { ask } from "./dialog.ts";
import { within } from "./dom.ts";
import { type Unsaved, unsaved, wipe } from "./storage.ts";

/** How long changes on their way are waited for before asking. */
const PATIENCE = 1500;

/** Signing out forgets what this app keeps in the browser, and asks first when that loses work. */
export function init(): void {
  document.addEventListener("submit", (event) => {
    const form = within<HTMLFormElement>(event, "form[data-sign-out]");
    if (!form) return;
    event.preventDefault();
    void leave(form);
  });
}

async function leave(form: HTMLFormElement): Promise<void> {
  await sent();
  for (let left = first(); left; left = first()) {
    const number = count(({ unsent, refused }) => unsent + refused);
    const changes = number === 1 ? "1 change is" : `${number} changes are`;
    const isUnsent = count(({ unsent }) => unsent) > 0;
    const stays = await ask({
      title: `${changes} not saved`,
      content: ["Signing out now loses what you typed or moved."],
      action: isUnsent ? "Try again" : "Look at it first",
      cancel: "Sign out and lose it",
      focus: () => form.querySelector("button")?.focus(),
    });
    if (!stays) break;
    // Only the board of the plan can send its changes, and settle what was refused.
    if (!document.querySelector(`[data-page="${left.page}"]`)) {
      location.assign(left.page);
      return;
    }
    if (!isUnsent) {
      document.querySelector<HTMLElement>("#notices button")?.focus();
      return;
    }
    await sent();
  }
  document.dispatchEvent(new CustomEvent("plan:forget"));
  wipe();
  form.submit();
}

/** The outbox to see to first: one that still has something to send. */
function first(): Unsaved | undefined {
  const left = unsaved();
  return left.find(({ unsent }) => unsent > 0) ?? left[0];
}

function count(of: (one: Unsaved) => number): number {
  return unsaved().reduce((sum, one) => sum + of(one), 0);
}

/** Ask the board to send what it has, and give it a moment. */
async function sent(): Promise<void> {
  document.dispatchEvent(new CustomEvent("plan:send"));
  const end = performance.now() + PATIENCE;
  while (count(({ unsent }) => unsent) > 0 && performance.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
