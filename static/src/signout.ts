import { ask } from "./dialog.ts";
import { within } from "./dom.ts";
import { planOf, waiting, wipe } from "./storage.ts";

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
  while (count() > 0) {
    const changes = count() === 1 ? "1 change is" : `${count()} changes are`;
    const again = await ask({
      title: `${changes} not saved`,
      content: ["Signing out now loses them."],
      action: "Try again",
      cancel: "Sign out and lose them",
      focus: () => form.querySelector("button")?.focus(),
    });
    if (!again) break;
    const plan = planOf([...waiting().keys()][0] ?? "");
    // Only the board of the plan can send its changes.
    if (!document.querySelector(`[data-plan="${plan}"]`)) {
      location.assign(`/plans/${plan}/`);
      return;
    }
    await sent();
  }
  wipe();
  form.submit();
}

function count(): number {
  return [...waiting().values()].reduce((sum, number) => sum + number, 0);
}

/** Ask the board to send what it has, and give it a moment. */
async function sent(): Promise<void> {
  document.dispatchEvent(new CustomEvent("plan:send"));
  const end = performance.now() + PATIENCE;
  while (count() > 0 && performance.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
