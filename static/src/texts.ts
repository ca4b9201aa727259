import { all, within } from "./dom.ts";
import type { Plan } from "./plan.ts";
import { type Draft, fieldKey } from "./protocol.ts";
import { clean } from "./version.ts";

const PAUSE = 800;
const SELECTOR = "textarea[data-field]";

/** Text on the board: grows with its content, saves after a pause and when it is left. */
export class Texts {
  /** The text of each field as last stored or queued. */
  private readonly shown = new WeakMap<HTMLTextAreaElement, string>();
  private readonly timers = new Map<string, number>();
  private readonly grows = !CSS.supports("field-sizing", "content");

  constructor(
    private readonly plan: Plan,
    private readonly changed: () => void,
  ) {
    const { root } = plan;
    root.addEventListener("input", (event) => {
      const area = within<HTMLTextAreaElement>(event, SELECTOR);
      if (area) this.typed(area);
    });
    root.addEventListener("focusout", (event) => {
      const area = within<HTMLTextAreaElement>(event, SELECTOR);
      if (area) this.save(area);
    });
    root.addEventListener("keydown", (event) => {
      const area = within<HTMLTextAreaElement>(event, SELECTOR);
      const isEnter = event.key === "Enter" && !event.shiftKey && !event.isComposing;
      if (area?.dataset.field === "claim" && isEnter) {
        event.preventDefault();
        area
          .closest("[data-point]")
          ?.querySelector<HTMLElement>("[data-field=explanation]")
          ?.focus();
      }
    });
    for (const area of all<HTMLTextAreaElement>(SELECTOR, root)) {
      // A browser may have put back what stood here before a reload.
      area.value = area.defaultValue;
      const waiting = plan.outbox.queued(keyOf(area)) ?? plan.outbox.conflict(keyOf(area))?.item;
      if (waiting) this.show(area, String(waiting.operation.value));
    }
    this.fit(root);
  }

  /** Whether any text is typed but not yet queued. */
  get dirty(): boolean {
    return this.timers.size > 0;
  }

  /** Queue everything typed so far. */
  flush(): void {
    for (const area of all<HTMLTextAreaElement>(SELECTOR, this.plan.root)) this.save(area);
  }

  /** Take the stored text of a field, unless the user is ahead of it. */
  receive(area: HTMLTextAreaElement, stored: HTMLTextAreaElement): void {
    const key = keyOf(area);
    const { outbox } = this.plan;
    if (outbox.queued(key) || outbox.conflict(key) || this.isDirty(area)) return;
    this.plan.noteStored(key, stored.defaultValue);
    this.show(area, stored.defaultValue);
  }

  /** Put a text into its field, the caret where it was, as far as it goes. */
  show(area: HTMLTextAreaElement, text: string): void {
    this.shown.set(area, text);
    if (area.value === text) return;
    const { selectionStart, selectionEnd } = area;
    area.value = text;
    if (area === document.activeElement) area.setSelectionRange(selectionStart, selectionEnd);
    this.fit(area.parentElement ?? area);
  }

  /** Put a text that is not queued yet into its field. */
  suggest(area: HTMLTextAreaElement, text: string): void {
    area.value = text;
    this.typed(area);
    area.focus();
  }

  /** Give fields the height of their text, where style sheets alone cannot. */
  fit(root: ParentNode): void {
    if (!this.grows) return;
    for (const area of all<HTMLTextAreaElement>("textarea.edit", root)) {
      area.style.height = "auto";
      area.style.height = `${area.scrollHeight + area.offsetHeight - area.clientHeight}px`;
    }
  }

  /** The field that holds this text, if it is on the page. */
  find(key: string): HTMLTextAreaElement | undefined {
    return all<HTMLTextAreaElement>(SELECTOR, this.plan.root).find((area) => keyOf(area) === key);
  }

  /** The names of all texts that have a field on the page. */
  keys(): Set<string> {
    return new Set(all(SELECTOR, this.plan.root).map(keyOf));
  }

  private isDirty(area: HTMLTextAreaElement): boolean {
    return clean(area.value) !== (this.shown.get(area) ?? area.defaultValue);
  }

  private typed(area: HTMLTextAreaElement): void {
    if (area.parentElement) this.fit(area.parentElement);
    const key = keyOf(area);
    window.clearTimeout(this.timers.get(key));
    this.timers.set(
      key,
      window.setTimeout(() => this.save(area), PAUSE),
    );
    this.changed();
  }

  private save(area: HTMLTextAreaElement): void {
    const key = keyOf(area);
    window.clearTimeout(this.timers.get(key));
    this.timers.delete(key);
    if (this.isDirty(area)) {
      const before = this.shown.get(area) ?? area.defaultValue;
      const conflict = this.plan.outbox.conflict(key);
      this.shown.set(area, clean(area.value));
      // A conflict is settled by the user's choice, not by typing on.
      if (conflict) this.plan.outbox.retype(conflict, clean(area.value));
      else this.plan.editText(fieldOf(area), area.value, before, titleOf(area));
    }
    this.changed();
  }
}

interface Field {
  noun: Draft["noun"];
  target: string | undefined;
  field: string;
}

/** The field an element of the board stands for, by its data attributes. */
export function fieldOf({ dataset }: HTMLElement): Field {
  return {
    noun: dataset.noun as Draft["noun"],
    target: dataset.target || undefined,
    field: dataset.field ?? "",
  };
}

/** The name of the field an element of the board stands for. */
export function keyOf(element: HTMLElement): string {
  const { noun, target, field } = fieldOf(element);
  return fieldKey(noun, target, field);
}

function titleOf(area: HTMLTextAreaElement): string {
  const label = area.labels?.[0]?.textContent ?? area.getAttribute("aria-label");
  const named = document.getElementById(area.getAttribute("aria-labelledby") ?? "");
  return (label ?? named?.textContent ?? "your text").trim();
}
