import { newId, within } from "./dom.ts";
import type { Plan } from "./plan.ts";
import type { Draft } from "./protocol.ts";
import { fieldOf, type Texts } from "./texts.ts";

/** Not part of an operation: what only the plain form door reads. */
const PLAIN = new Set(["csrfmiddlewaretoken", "id", "view", "place"]);

/** Forms and choices on the board send operations instead of loading the page again. */
export function init(plan: Plan, texts: Texts, focusOnceDrawn: (id: string) => void): void {
  document.addEventListener("submit", (event) => {
    const form = within<HTMLFormElement>(event, "form[data-op], form[data-step]");
    if (!form) return;
    event.preventDefault();
    texts.flush();
    if (form.dataset.step) step(plan, form.dataset.step);
    else send(plan, form, focusOnceDrawn);
  });
  plan.root.addEventListener("change", (event) => {
    const scale = within<HTMLFormElement>(event, "[data-scale]");
    const input = event.target;
    if (scale && input instanceof HTMLInputElement) chooseStep(plan, scale, input);
    else if (input instanceof HTMLSelectElement && input.matches("[data-choice]")) {
      const { noun, field } = fieldOf(input);
      plan.perform({ verb: "edit", noun, field, value: input.value || null });
    }
  });
  document.addEventListener("keydown", (event) => {
    const isZ = event.key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey);
    if (!isZ || event.altKey || isTyping(event) || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    step(plan, event.shiftKey ? "redo" : "undo");
  });
}

/** Whether a key goes into a text. */
export function isTyping(event: Event): boolean {
  const text = "textarea, select, input:not([type=checkbox], [type=radio])";
  return within(event, text) !== null;
}

function step(plan: Plan, name: string): void {
  plan.perform({ verb: name === "redo" ? "redo" : "undo", noun: "plan" });
}

function chooseStep(plan: Plan, scale: HTMLElement, input: HTMLInputElement): void {
  const { noun, target, field } = fieldOf(scale);
  const draft: Draft = { verb: "edit", noun, field, value: Number(input.value) };
  if (target) draft.target = target;
  plan.perform(draft);
  const word = scale.querySelector("[data-scale-word]");
  if (word) word.textContent = input.labels?.[0]?.textContent?.trim() ?? "";
}

function send(plan: Plan, form: HTMLFormElement, focusOnceDrawn: (id: string) => void): void {
  if (form.dataset.op === "once") {
    // A double click adds one thing.
    if (form.dataset.sent) return;
    form.dataset.sent = "yes";
    const pressed = form.querySelector("button");
    if (pressed) pressed.textContent = "Added";
  }
  const draft = draftOf(new FormData(form));
  if (draft.verb === "add" && draft.noun !== "dismissal") {
    draft.target = newId();
    if (form.dataset.op === "focus") focusOnceDrawn(`claim-${draft.target}`);
  }
  plan.perform(draft);
  form.reset();
  const details = form.closest<HTMLDetailsElement>("details.adder, details.aside");
  if (details?.open) {
    details.open = false;
    details.querySelector("summary")?.focus();
  }
}

function draftOf(data: FormData): Draft {
  const values: Record<string, string | null> = {};
  for (const [name, value] of data) {
    if (PLAIN.has(name) || typeof value !== "string") continue;
    const isNull = (name === "after" && value === "first") || (name === "row" && value === "");
    values[name] = isNull ? null : value;
  }
  return values as unknown as Draft;
}
