import { placed } from "./anchors.ts";
import { all, make } from "./dom.ts";
import type { Anchor, Draft } from "./protocol.ts";

/** Show a change before the server has confirmed it. Showing it twice changes nothing. */
export function paint(draft: Draft, root: HTMLElement): void {
  const { verb, noun, target } = draft;
  if (!target) return;
  if (noun === "placement") paintCard(draft, target, root);
  else if (noun === "point" && verb === "move") paintPoint(draft, target, root);
  else if (noun === "point" && verb === "remove") {
    document.getElementById(`point-${target}`)?.remove();
    renumber(root);
  } else if (noun === "criterion" && verb === "remove") {
    document.getElementById(`criterion-${target}`)?.remove();
  }
  markUsed(root);
}

/** Whether a change moves things on the page before it is confirmed. */
export function isPainted({ verb, noun }: Draft): boolean {
  const movesCards = noun === "placement" && verb !== "restore";
  return movesCards || (noun === "point" && (verb === "move" || verb === "remove"));
}

function paintCard(draft: Draft, target: string, root: HTMLElement): void {
  const card = document.getElementById(`card-${target}`);
  if (draft.verb === "remove") {
    card?.remove();
  } else if (draft.verb === "edit") {
    if (card && draft.field === "note") paintNote(card, String(draft.value));
  } else if (draft.point) {
    const list = root.querySelector(`[data-cards="${draft.point}"]`);
    const shown = card ?? newCard(draft, target, root);
    if (list && shown) keepingFocus(() => putAfter(list, shown, "card-", draft.after ?? null));
  }
}

function paintNote(card: HTMLElement, text: string): void {
  const note = card.querySelector(".note") ?? make("p", { class: "note" });
  note.textContent = text;
  if (text) card.querySelector(".t")?.after(note);
  else note.remove();
}

function putAfter(list: Element, element: Element, prefix: string, after: Anchor): void {
  const anchor = after ? document.getElementById(`${prefix}${after}`) : null;
  if (after === null) list.prepend(element);
  else if (anchor && anchor !== element && anchor.parentElement === list) anchor.after(element);
  else list.append(element);
}

/** A placed card as the server would draw it, made of the card in the bank. */
function newCard(draft: Draft, target: string, root: HTMLElement): HTMLElement | null {
  const bank = document.getElementById(`bank-${draft.evidence}`);
  if (!bank) return null;
  const title = bank.dataset.title ?? "";
  const more = make("a", {
    class: "icon",
    href: `${root.dataset.page}cards/${target}/?view=${root.dataset.view}`,
    "data-more": "card",
    "aria-label": `More for ${title}`,
  });
  const icon = root.querySelector("[data-more] svg")?.cloneNode(true);
  more.append(icon ?? "More");
  const who = make("span", { class: "who" });
  who.append(...all(".codes .ld", bank).map((chip) => chip.cloneNode(true)));
  const years = bank.querySelector(".codes .num")?.textContent ?? "";
  const text = make("p", { class: "t" }, title, " ", make("span", { class: "yr num" }, years));
  const grip = bank.querySelector("[data-grip]")?.cloneNode(true);
  return make(
    "li",
    {
      id: `card-${target}`,
      "data-card": target,
      "data-evidence": draft.evidence ?? "",
      "data-title": title,
      tabindex: "-1",
    },
    grip ?? "",
    who,
    make("div", {}, text),
    more,
  );
}

function paintPoint(draft: Draft, target: string, root: HTMLElement): void {
  const point = document.getElementById(`point-${target}`);
  const side = draft.side ?? "";
  if (!point || !side) return;
  const order = placed(sideOrder(side, root), target, draft.after ?? null);
  const row = draft.row === undefined || draft.row === "same" ? point.dataset.row : draft.row;
  const list = all("[data-points]", root).find(
    ({ dataset }) =>
      dataset.side === side && (dataset.row === undefined || dataset.row === (row ?? "")),
  );
  point.dataset.side = side;
  point.dataset.row = row ?? "";
  if (list) {
    // The first of this list that comes later on its side, if any does.
    const rank = order.indexOf(target);
    const next = all("[data-point]", list).find(
      (one) => one !== point && order.indexOf(one.dataset.point ?? "") > rank,
    );
    keepingFocus(() => list.insertBefore(point, next ?? null));
  }
  renumber(root, side, order);
}

/** The points of a side, in the order of their numbers. */
export function sideOrder(side: string, root: ParentNode): string[] {
  return all(`[data-point][data-side="${side}"]`, root)
    .map((one) => ({
      id: one.dataset.point ?? "",
      number: parseInt(one.dataset.number?.slice(1) ?? "", 10),
    }))
    .sort((a, b) => a.number - b.number)
    .map((one) => one.id);
}

/** All points in the order of their numbers, side by side. */
export function pointsInOrder(root: ParentNode): HTMLElement[] {
  const sides = new Set(all("[data-points]", root).map(({ dataset }) => dataset.side ?? ""));
  return [...sides].flatMap((side) =>
    sideOrder(side, root).flatMap((id) => document.getElementById(`point-${id}`) ?? []),
  );
}

function renumber(root: HTMLElement, changed = "", order: string[] = []): void {
  for (const side of new Set(all("[data-points]", root).map(({ dataset }) => dataset.side ?? ""))) {
    const letter = root.querySelector<HTMLElement>(`[data-points][data-side="${side}"]`)?.dataset
      .letter;
    for (const [index, id] of (side === changed ? order : sideOrder(side, root)).entries()) {
      const point = document.getElementById(`point-${id}`);
      if (!point || !letter) continue;
      const number = `${letter}${index + 1}`;
      point.dataset.number = number;
      const shown = point.querySelector(".ph .n");
      if (shown) shown.textContent = number;
    }
  }
}

/** Say beside each card of the bank which points it is in. */
export function markUsed(root: HTMLElement): void {
  const used = new Map<string, string[]>();
  for (const card of all("[data-card]", root)) {
    const number = card.closest<HTMLElement>("[data-point]")?.dataset.number ?? "";
    const evidence = card.dataset.evidence ?? "";
    used.set(evidence, [...(used.get(evidence) ?? []), number]);
  }
  for (const card of all("[data-bank-card]", root)) {
    const points = used.get(card.dataset.bankCard ?? "")?.sort(byNumber);
    card.classList.toggle("used", points !== undefined);
    const words = points ? `in ${points.join(", ")}` : "";
    const place = card.querySelector("[data-used]");
    if (place && place.textContent !== words) place.textContent = words;
  }
}

function byNumber(a: string, b: string): number {
  return a.localeCompare(b, "en", { numeric: true });
}

/** Moving an element takes focus from what is inside it: give it back. */
export function keepingFocus(change: () => void): void {
  const focused = document.activeElement;
  change();
  if (focused instanceof HTMLElement && focused.isConnected && focused !== document.activeElement) {
    focused.focus({ preventScroll: true });
  }
}

/** Show for a moment where something has landed. */
export function flash(id: string): void {
  const element = document.getElementById(id);
  element?.classList.add("landed");
  setTimeout(() => element?.classList.remove("landed"), 600);
}
