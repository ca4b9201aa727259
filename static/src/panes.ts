import { all, required, within } from "./dom.ts";
import { isForBrowser } from "./menu.ts";
import type { Plan } from "./plan.ts";
import { noteKey } from "./storage.ts";

/** Longest wait for changes to be stored before the page is left for the other grouping. */
const LEAVE_AFTER = 1500;

/** What a reader's place is told by. */
const PARTS = "[data-card], [data-point], [data-row-line], [data-of]";

/** Panes, and the groupings: whichever is shown, the reader's place is kept. */
export function init(plan: Plan, flushTexts: () => void): void {
  keepScroll();
  const key = noteKey("place", plan.root.dataset.plan ?? "");
  let place = "";
  plan.root.addEventListener("focusin", (event) => {
    place = placesOf(within(event, PARTS)) || place;
  });
  document.addEventListener("click", (event) => {
    const link = within<HTMLAnchorElement>(event, "a[data-view]");
    if (!link || isForBrowser(event)) return;
    event.preventDefault();
    flushTexts();
    sessionStorage.setItem(key, place || firstInSight());
    void plan.settled(LEAVE_AFTER).then(() => location.assign(link.href));
  });
  const remembered = sessionStorage.getItem(key);
  sessionStorage.removeItem(key);
  // A browser goes by itself to a part named in the address, unless this view only mentions it.
  const named = location.hash.slice(1);
  const isHidden = document.getElementById(named)?.getClientRects().length === 0;
  if (remembered) goBackTo(remembered);
  else if (isHidden && /^(card|point)-/.test(named)) goBackTo(named);
}

/** Ids of a part and of those around it, the nearest first; a mention names what it is of. */
function placesOf(part: HTMLElement | null): string {
  const found: (string | undefined)[] = [];
  for (let one = part; one; one = one.parentElement?.closest<HTMLElement>(PARTS) ?? null) {
    found.push(one.dataset.of, one.id, one.dataset.row && `row-${one.dataset.row}`);
  }
  return found.filter(Boolean).join(" ");
}

/** The first point or card on the screen. */
function firstInSight(): string {
  const seen = all("[data-point], [data-of]").find((one) => one.getBoundingClientRect().bottom > 0);
  return seen && window.scrollY > 0 ? placesOf(seen) : "";
}

/** Show the first of these parts that this view has. */
function goBackTo(ids: string): void {
  const element = ids
    .split(" ")
    .flatMap((id) => all(`[id="${id}"], [data-of~="${id}"]`))
    .find((one) => one.getClientRects().length > 0);
  if (!element) return;
  const more = element.querySelector<HTMLElement>("[data-more]") ?? element;
  more.focus({ preventScroll: true });
  element.scrollIntoView({ block: "center" });
}

/**
 * Tabs and drawers are links to parts of the page, so they work without a script too. Each part
 * gets back the scroll position it was left at.
 */
function keepScroll(): void {
  const positions = new Map<string, number>();
  let open = location.hash.slice(1);
  const parts = new Set(["", "plan", "evidence", "check"]);
  const mark = (): void => {
    const current = open === "evidence" || open === "check" ? open : "plan";
    for (const tab of all<HTMLAnchorElement>(".tabs a")) {
      if (tab.hash === `#${current}`) tab.setAttribute("aria-current", "true");
      else tab.removeAttribute("aria-current");
    }
  };
  mark();
  document.addEventListener("click", (event) => {
    const link = within<HTMLAnchorElement>(event, ".tabs a, [data-drawer], .drawer-close");
    if (!link || isForBrowser(event)) return;
    positions.set(open || "plan", window.scrollY);
    if (link.matches("[data-drawer]") && link.hash === location.hash) {
      // A drawer's tab closes it again.
      event.preventDefault();
      location.hash = "plan";
    }
  });
  document.addEventListener("keydown", (event) => {
    const isOpen = open === "evidence" || open === "check";
    if (event.key !== "Escape" || !isOpen) return;
    if (event.defaultPrevented || document.querySelector("dialog[open]")) return;
    // Where a pane is a drawer, on this width and in this grouping, its tab is in sight.
    const tab = required(`[data-drawer="${open}"]`);
    if (tab.getClientRects().length === 0) return;
    positions.set(open, window.scrollY);
    location.hash = "plan";
    tab.focus({ preventScroll: true });
  });
  window.addEventListener("hashchange", () => {
    open = location.hash.slice(1);
    mark();
    const position = positions.get(open || "plan");
    if (parts.has(open) && position !== undefined) {
      requestAnimationFrame(() => window.scrollTo({ top: position }));
    }
  });
}
