import Sortable from "sortablejs";
import { anchorIn, anchorInCell } from "./anchors.ts";
import { all, newId } from "./dom.ts";
import type { Fragments } from "./fragments.ts";
import { announce, notify, unnotify } from "./notices.ts";
import { flash, sideOrder } from "./paint.ts";
import type { Plan } from "./plan.ts";

const CONTROLS = "a, button, textarea, input, select, label, summary, form";

/**
 * Dragging with mouse, pen and touch. A finger drags by the handle only, so that the rest of a
 * card scrolls the page; a mouse takes the card anywhere but on its controls. Dropping does what
 * the menus do: it moves the element and queues an operation.
 */
export class Drag {
  private readonly lists = new Set<Sortable>();
  private home: { parent: Node; next: Node | null } | null = null;
  private cancelled = false;

  constructor(
    private readonly plan: Plan,
    private readonly fragments: Fragments,
  ) {
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !this.home) return;
      event.preventDefault();
      this.cancelled = true;
      // The library has no way to cancel: let go, then put the thing back.
      document.dispatchEvent(new PointerEvent("pointerup", { bubbles: true }));
    });
    this.attend();
  }

  /** Make new lists take drops, and forget those that are gone. */
  attend(): void {
    for (const list of this.lists) {
      if (list.el.isConnected) continue;
      list.destroy();
      this.lists.delete(list);
    }
    const { root } = this.plan;
    for (const list of all("[data-bank]", root)) {
      this.make(list, { group: { name: "cards", pull: "clone", put: false }, sort: false });
    }
    for (const list of all("[data-cards]", root)) this.make(list, { group: "cards" });
    for (const list of all("[data-points]", root)) {
      this.make(list, { group: "points", handle: ".ph [data-grip]" });
    }
  }

  private make(list: HTMLElement, options: Sortable.Options): void {
    if (Sortable.get(list)) return;
    const made = Sortable.create(list, {
      animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 120,
      draggable: "[data-bank-card], [data-card], [data-point]",
      forceFallback: true,
      fallbackOnBody: true,
      fallbackTolerance: 4,
      emptyInsertThreshold: 16,
      ghostClass: "drop-here",
      fallbackClass: "in-hand",
      scrollSensitivity: 64,
      bubbleScroll: true,
      filter: (event) => !mayStart(event as PointerEvent),
      preventOnFilter: false,
      onStart: (event) => this.started(event),
      onEnd: (event) => this.ended(event),
      ...options,
    });
    this.lists.add(made);
  }

  private started(event: Sortable.SortableEvent): void {
    this.cancelled = false;
    const isBank = event.item.matches("[data-bank-card]");
    this.home = { parent: event.from, next: isBank ? null : event.item.nextSibling };
    document.body.classList.add("dragging");
    this.fragments.hold(true);
    unnotify("drop");
  }

  private ended({ item, clone, from, to }: Sortable.SortableEvent): void {
    const home = this.home;
    this.home = null;
    document.body.classList.remove("dragging");
    if (item.matches("[data-bank-card]")) {
      const after = previous(item, "card");
      if (to !== from) {
        // The bank keeps its card; the point gets a new one.
        if (clone.isConnected) clone.replaceWith(item);
        else from.append(item);
      }
      if (!this.cancelled && to !== from) this.add(item, to, after);
    } else if (this.cancelled) {
      home?.parent.insertBefore(item, home.next);
    } else if (item.matches("[data-card]")) this.moveCard(item, to, home);
    else this.movePoint(item, to, home);
    if (this.cancelled) announce(`${titleOf(item)} was put back.`);
    this.fragments.hold(false);
  }

  private add(item: HTMLElement, list: HTMLElement, after: string | null): void {
    const evidence = item.dataset.bankCard ?? "";
    if (list.querySelector(`[data-evidence="${evidence}"]`)) {
      this.refuse(item, list);
      return;
    }
    const target = newId();
    const point = list.dataset.cards ?? "";
    this.plan.perform(
      { verb: "add", noun: "placement", target, point, evidence, after },
      titleOf(item),
    );
    flash(`card-${target}`);
  }

  private moveCard(item: HTMLElement, list: HTMLElement, home: Drag["home"]): void {
    const { evidence, card = "" } = item.dataset;
    if (all(`[data-evidence="${evidence}"]`, list).length > 1) {
      home?.parent.insertBefore(item, home.next);
      this.refuse(item, list);
      return;
    }
    if (isHome(item, home)) return;
    const point = list.dataset.cards ?? "";
    const after = previous(item, "card");
    this.plan.perform(
      { verb: "move", noun: "placement", target: card, point, after },
      titleOf(item),
    );
    flash(item.id);
  }

  private movePoint(item: HTMLElement, list: HTMLElement, home: Drag["home"]): void {
    if (isHome(item, home)) return;
    const { point: target = "" } = item.dataset;
    const { side = "", row } = list.dataset;
    const here = all("[data-point]", list).map((one) => one.dataset.point ?? "");
    // By theme a list is one cell of its side; by side it is the whole side.
    const isCell = row !== undefined;
    const after = isCell
      ? anchorInCell(here, target, sideOrder(side, this.plan.root))
      : anchorIn(here, target);
    this.plan.perform(
      { verb: "move", noun: "point", target, side, row: isCell ? row || null : "same", after },
      titleOf(item),
    );
    flash(item.id);
  }

  private refuse(item: HTMLElement, list: HTMLElement): void {
    const number = list.closest<HTMLElement>("[data-point]")?.dataset.number;
    const words = `Could not move ${titleOf(item)}: it is in ${number} already.`;
    notify("drop", [words]);
    announce(words);
  }
}

/** What a moved thing is called in a message. */
export function titleOf({ dataset }: HTMLElement): string {
  return dataset.title ?? `Point ${dataset.number}`;
}

function mayStart(event: PointerEvent): boolean {
  const { target } = event;
  if (!(target instanceof Element)) return false;
  if (target.closest("[data-grip]")) return true;
  return event.pointerType !== "touch" && !target.closest(CONTROLS);
}

function previous(item: HTMLElement, name: "card"): string | null {
  const before = item.previousElementSibling;
  return (before instanceof HTMLElement && before.dataset[name]) || null;
}

function isHome(item: HTMLElement, home: Drag["home"]): boolean {
  return item.parentNode === home?.parent && item.nextSibling === home.next;
}
