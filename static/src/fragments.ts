import type htmxType from "htmx.org";
import { all } from "./dom.ts";
import { announce } from "./notices.ts";
import { isPainted, markUsed } from "./paint.ts";
import type { Plan } from "./plan.ts";
import type { Reply } from "./protocol.ts";
import { keyOf, type Texts } from "./texts.ts";

declare global {
  interface Window {
    htmx: typeof htmxType;
  }
}

type Morph = (old: Element, fragment: DocumentFragment, inner: boolean) => void;

/** What scripts give elements and the server does not know of. */
const OURS = new Set(["role", "aria-haspopup", "style", "draggable", "aria-current"]);

/**
 * The regions of the board as the server draws them, put in place of the old ones without
 * taking focus, typed text, opened disclosures or running drags away.
 */
export class Fragments {
  private morph: Morph | undefined;
  private readonly held = new Map<string, string>();
  private dragging = false;

  constructor(
    private readonly plan: Plan,
    private readonly texts: Texts,
    private readonly placed: () => void,
  ) {
    window.htmx.registerExtension("plan-board", {
      init: (api: { morph: Morph }) => {
        this.morph = api.morph;
      },
      htmx_before_morph_node: (old: Element, { newNode }: { newNode: Element }) =>
        this.mayMorph(old, newNode),
      htmx_before_morph_attr: (old: Element, { attrName, newValue }: AttributeChange) =>
        mayChange(old, attrName, newValue),
    });
  }

  /** Take what the server answered; it is shown once nothing painted is still on its way. */
  receive({ fragments = {}, counts = {}, undo, redo, announce: words = "" }: Reply): void {
    for (const [id, html] of Object.entries(fragments)) {
      this.held.delete(id);
      this.held.set(id, html);
    }
    this.placeWhenQuiet();
    for (const [name, number] of Object.entries(counts)) {
      for (const element of all(`[data-count="${name}"]`)) element.textContent = `${number}`;
    }
    if (undo !== undefined && !this.plan.outbox.busy) setStep("undo", undo);
    if (redo !== undefined && !this.plan.outbox.busy) setStep("redo", redo);
    announce(words);
  }

  /** Draw the whole board again as stored, for when an answer came without it. */
  async refresh(): Promise<void> {
    // The address says how the plan is grouped, and which years of it are shown.
    const response = await fetch(location.href);
    if (!response.ok) return;
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
    const fragments: Record<string, string> = {};
    for (const id of ["my-view", "board-body", "judgement", "check"]) {
      const html = fresh.getElementById(id)?.outerHTML;
      if (html) fragments[id] = html;
    }
    this.receive({ fragments });
  }

  /** While a card is in the hand, nothing under it may change. */
  hold(dragging: boolean): void {
    this.dragging = dragging;
    if (!dragging) this.placeWhenQuiet();
  }

  /** Show what was held back, unless a painted change is still unconfirmed. */
  placeWhenQuiet(): void {
    const painted = this.plan.outbox.items.some(({ operation }) => isPainted(operation));
    if (this.dragging || painted || this.held.size === 0) return;
    const focus = focusNow();
    for (const [id, html] of this.held) this.place(id, html);
    this.held.clear();
    this.plan.trustPage(this.texts.keys());
    markUsed(this.plan.root);
    this.placed();
    focus();
  }

  private place(id: string, html: string): void {
    const old = document.getElementById(id);
    const template = document.createElement("template");
    // Our own server's escaped HTML, parsed in an inert template: nothing in it runs.
    template.innerHTML = html;
    const fresh = template.content.firstElementChild;
    if (!old || !fresh || !this.morph) return;
    const fragment = document.createDocumentFragment();
    fragment.append(fresh);
    this.morph(old, fragment, false);
    for (const select of all<HTMLSelectElement>("select[data-choice]", this.plan.root)) {
      if (this.plan.outbox.queued(keyOf(select))) continue;
      for (const option of select.options) option.selected = option.defaultSelected;
    }
  }

  private mayMorph(old: Element, fresh: Element): boolean {
    if (old instanceof HTMLTextAreaElement && old.dataset.field) {
      this.texts.receive(old, fresh as HTMLTextAreaElement);
      return false;
    }
    if (old instanceof HTMLInputElement && fresh instanceof HTMLInputElement) {
      const scale = old.closest<HTMLElement>("[data-scale]");
      if (scale && this.plan.outbox.queued(keyOf(scale))) return false;
      // A box that was clicked no longer follows its attribute.
      if (old.type === "radio" || old.type === "checkbox") old.checked = fresh.defaultChecked;
    }
    if (old.matches("[data-scale-word]")) {
      const scale = old.closest<HTMLElement>("[data-scale]");
      return !scale || !this.plan.outbox.queued(keyOf(scale));
    }
    return true;
  }
}

interface AttributeChange {
  attrName: string;
  newValue: string | null;
}

function mayChange(element: Element, name: string, value: string | null): boolean {
  if (name === "open" && element instanceof HTMLDetailsElement) return false;
  return value !== null || !OURS.has(name);
}

/** Put a label on the Undo or Redo button; without one there is nothing to take back. */
function setStep(step: "undo" | "redo", label: string): void {
  for (const form of all<HTMLFormElement>(`[data-step="${step}"]`)) {
    const button = form.querySelector("button");
    const words = form.querySelector("[data-step-label]");
    if (button) button.disabled = !label;
    if (words) words.textContent = label ? `: ${label}` : "";
    if (step === "redo") form.hidden = !label;
  }
}

/** Undo can take back a change as soon as it is queued. */
export function enableUndo(): void {
  for (const button of all<HTMLButtonElement>('[data-step="undo"] button')) button.disabled = false;
}

/** Remember what has focus; the answer gives it back if drawing took it away. */
function focusNow(): () => void {
  const focused = document.activeElement;
  // The property id of a form is its field of that name, if it has one.
  const holder = focused?.closest("[id]")?.getAttribute("id");
  if (!(focused instanceof HTMLElement) || !holder) return () => {};
  const kind = ["more", "add", "panelLink"].find((name) => name in focused.dataset);
  const dashed = kind?.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return () => {
    const now = document.activeElement;
    if (now && now !== document.body) return;
    const place = focused.isConnected ? focused : document.getElementById(holder);
    const inside = dashed && place?.querySelector<HTMLElement>(`[data-${dashed}]`);
    (inside || place)?.focus({ preventScroll: true });
  };
}
