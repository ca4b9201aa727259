import { ask } from "./dialog.ts";
import { button, make, newId, required, within } from "./dom.ts";
import { filterOf, isForBrowser, pointRadios, sidesOf } from "./menu.ts";
import { announce, notify, unnotify } from "./notices.ts";
import { pointsInOrder } from "./paint.ts";
import type { Plan } from "./plan.ts";
import { noteKey } from "./storage.ts";

declare global {
  interface DocumentEventMap {
    /** Asks for another page of the panel; its detail is the address. */
    "plan:panel": CustomEvent<string>;
  }
}

/** The Add buttons of the evidence panel, and the links that fill the panel for a point. */
export class Adding {
  private readonly lastKey: string;
  /** The point that was last added to, or whose link opened the panel. */
  private first = "";

  constructor(
    private readonly plan: Plan,
    private readonly flushTexts: () => void,
  ) {
    this.lastKey = noteKey("last", plan.root.dataset.plan ?? "");
    this.first = sessionStorage.getItem(this.lastKey) ?? "";
    document.addEventListener("click", (event) => {
      if (isForBrowser(event)) return;
      const add = within(event, "[data-add]");
      const panel = within<HTMLAnchorElement>(event, "a[data-panel-link]");
      if (add || panel) event.preventDefault();
      if (add) void this.askWhere(add);
      if (panel) void this.fill(panel.href, panel.dataset.into);
    });
    document.addEventListener("plan:panel", (event) => void this.fill(event.detail));
    plan.root.addEventListener("keydown", (event) => {
      const link = within(event, "a[data-add]");
      if (!link || event.key !== " ") return;
      event.preventDefault();
      link.click();
    });
    const failed = (): void => {
      notify("panel", ["The evidence could not be loaded. Try again in a moment."]);
    };
    document.addEventListener("htmx:error", failed);
    document.addEventListener("htmx:response:error", failed);
    document.addEventListener("htmx:after:swap", () => unnotify("panel"));
  }

  private async askWhere(link: HTMLElement): Promise<void> {
    const card = link.closest<HTMLElement>("[data-bank-card]");
    if (!card) return;
    const { bankCard: evidence = "", title = "" } = card.dataset;
    const { root } = this.plan;
    const points = pointsInOrder(root).sort((a, b) => this.rank(a) - this.rank(b));
    const list = pointRadios(
      points,
      (point) => point.querySelector(`[data-evidence="${evidence}"]`) !== null,
      sidesOf(root).map((side) => ({
        value: `new:${side.value}`,
        label: `New point: ${side.label}`,
      })),
    );
    const form = await ask({
      title: `Add ${title} to`,
      content: [...filterOf(list), list],
      action: "Add",
      focus: () => card.querySelector<HTMLElement>("[data-add]")?.focus(),
    });
    const chosen = form && String(new FormData(form).get("point") ?? "");
    if (!chosen) return;
    this.flushTexts();
    const point = chosen.startsWith("new:") ? this.newPoint(chosen.slice(4)) : chosen;
    this.add(card, evidence, title, point);
  }

  private rank(point: HTMLElement): number {
    return point.dataset.point === this.first ? 0 : 1;
  }

  private newPoint(side: string): string {
    const target = newId();
    this.plan.perform({ verb: "add", noun: "point", target, side, after: "end" });
    return target;
  }

  private add(card: HTMLElement, evidence: string, title: string, point: string): void {
    this.first = point;
    sessionStorage.setItem(this.lastKey, point);
    const target = newId();
    this.plan.perform(
      { verb: "add", noun: "placement", target, point, evidence, after: "end" },
      title,
    );
    const number = document.getElementById(`point-${point}`)?.dataset.number ?? "a new point";
    const undo = button(
      "Undo",
      () => {
        this.plan.perform({ verb: "remove", noun: "placement", target }, title);
        said.remove();
        card.querySelector<HTMLElement>("[data-add]")?.focus();
      },
      "btn quiet low",
    );
    const said = make("p", { class: "added small" }, `Added to ${number}. `, undo);
    card.querySelector(".added")?.remove();
    card.append(said);
    announce(`${title} added to ${number}.`);
  }

  private async fill(address: string, into = ""): Promise<void> {
    if (into) this.first = into;
    // The pane's hx-sync lets the newest request win over a search still on its way.
    await window.htmx.ajax("GET", address, {
      source: "#evidence",
      target: "#panel",
      swap: "outerMorph",
    });
    openPane("evidence");
  }
}

/** Show a pane wherever it is on this width, and put focus into it. */
export function openPane(id: string): void {
  const pane = required(`#${id}`);
  const isHidden = pane.getClientRects().length === 0;
  if (isHidden) location.hash = id;
  // A search box under a finger would bring up the keyboard at once.
  const search = pane.querySelector<HTMLElement>("[data-search]");
  (search && matchMedia("(pointer: fine)").matches ? search : pane).focus({ preventScroll: true });
  if (!isHidden) pane.scrollIntoView({ block: "nearest" });
}
