import { anchorOfStep } from "./anchors.ts";
import { ask, open, radios, select } from "./dialog.ts";
import { all, button, make, newId, within } from "./dom.ts";
import { titleOf } from "./drag.ts";
import { flash, pointsInOrder, sideOrder } from "./paint.ts";
import type { Plan } from "./plan.ts";
import { fieldKey } from "./protocol.ts";

type Kind = "card" | "point" | "row" | "criterion";
/** An address instead of an action makes the entry a link. */
type Entry = [label: string, action: (() => void) | string];

/** The More links: a menu near the link, and keys that do the commonest things at once. */
export function init(plan: Plan): void {
  const { root } = plan;
  root.addEventListener("click", (event) => {
    const link = within<HTMLAnchorElement>(event, "a[data-more]");
    if (!link || isForBrowser(event)) return;
    event.preventDefault();
    openMenu(link, thingOf(plan, link).entries());
  });
  root.addEventListener("keydown", (event) => {
    const link = within<HTMLAnchorElement>(event, "a[data-more]");
    if (!link || event.ctrlKey || event.metaKey || event.altKey) return;
    const thing = thingOf(plan, link);
    const actions: Record<string, () => void> = event.shiftKey
      ? {
          ArrowUp: () => thing.step(-1),
          ArrowDown: () => thing.step(1),
          ArrowLeft: () => thing.across(-1),
          ArrowRight: () => thing.across(1),
        }
      : { Delete: () => thing.remove(), " ": () => openMenu(link, thing.entries()) };
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });
}

/** A middle click, or one with a key held, opens the page behind the link. */
export function isForBrowser(event: MouseEvent): boolean {
  return event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey;
}

function openMenu(link: HTMLAnchorElement, entries: Entry[]): void {
  const menu = make("dialog", {
    class: "near",
    "aria-label": link.getAttribute("aria-label") ?? "More",
  });
  const holder = link.closest("[id]")?.id ?? "";
  let chosen: (() => void) | undefined;
  for (const [label, action] of [...entries, ["Open page", link.href] as Entry]) {
    if (typeof action === "string") {
      menu.append(make("a", { class: "item", href: action }, label));
      continue;
    }
    const choose = (): void => {
      chosen = action;
      menu.close();
    };
    menu.append(button(label, choose, "item"));
  }
  menu.addEventListener("keydown", (event) => {
    const items = all("button, a", menu);
    const at = items.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    items.at(to % items.length)?.focus();
  });
  open(menu, () => {
    focusMore(holder);
    chosen?.();
  });
  const box = link.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  menu.style.left = `${Math.max(8, Math.min(box.right - width, innerWidth - width - 8))}px`;
  const below = box.bottom + 4;
  menu.style.top = `${Math.max(8, below + height > innerHeight ? box.top - height - 4 : below)}px`;
}

/** Put focus on the More link of a thing. */
export function focusMore(id: string): void {
  document.getElementById(id)?.querySelector<HTMLElement>("[data-more]")?.focus();
}

interface Thing {
  entries(): Entry[];
  /** One place up or down its list. */
  step(by: -1 | 1): void;
  /** To the list beside it. */
  across(by: -1 | 1): void;
  remove(): void;
}

function thingOf(plan: Plan, link: HTMLElement): Thing {
  const kind = link.dataset.more as Kind;
  if (kind === "card") return new Card(plan, holder(link, "[data-card]"));
  if (kind === "point") return new Point(plan, holder(link, "[data-point]"));
  if (kind === "row") return new Row(plan, holder(link, "[data-row-line]"));
  return new Criterion(plan, holder(link, "[data-criterion]"));
}

function holder(link: HTMLElement, selector: string): HTMLElement {
  return link.closest<HTMLElement>(selector) ?? link;
}

/** Where focus goes when a thing is removed: to the next one like it, else the one before. */
function focusBeside(element: HTMLElement): void {
  const beside = element.nextElementSibling ?? element.previousElementSibling;
  const place = beside ?? element.parentElement?.closest("[data-point], section, td");
  place?.querySelector<HTMLElement>("[data-more], .addpoint")?.focus();
}

class Card implements Thing {
  private readonly id: string;
  private readonly title: string;

  constructor(
    private readonly plan: Plan,
    private readonly element: HTMLElement,
  ) {
    this.id = element.dataset.card ?? "";
    this.title = titleOf(element);
  }

  entries(): Entry[] {
    const isBackground = this.element.querySelector("[data-context]") !== null;
    return [
      ["Move to...", () => this.askWhere("")],
      ["Up", () => this.step(-1)],
      ["Down", () => this.step(1)],
      ["Other side...", () => this.askWhere(this.point.dataset.side ?? "")],
      [isBackground ? "Not background" : "Mark as background", () => this.mark(!isBackground)],
      ["Edit note", () => this.askNote()],
      ["Find the match", () => this.findMatch()],
      ["Remove", () => this.remove()],
    ];
  }

  private findMatch(): void {
    const { page = "", view = "" } = this.plan.root.dataset;
    const detail = `${page}match/?card=${this.id}&view=${view}`;
    document.dispatchEvent(new CustomEvent("plan:panel", { detail }));
  }

  step(by: -1 | 1): void {
    const cards = all("[data-card]", this.point).map((one) => one.dataset.card ?? "");
    const after = anchorOfStep(cards, this.id, by);
    if (after !== undefined) this.move(this.point.dataset.point ?? "", after);
  }

  across(by: -1 | 1): void {
    const points = pointsInOrder(this.plan.root);
    const to = points[points.indexOf(this.point) + by];
    if (to && !this.isIn(to)) this.move(to.dataset.point ?? "", "end");
  }

  remove(): void {
    focusBeside(this.element);
    this.plan.perform({ verb: "remove", noun: "placement", target: this.id }, this.title);
  }

  private get point(): HTMLElement {
    return holder(this.element, "[data-point]");
  }

  /** Whether a point, other than its own, holds the same evidence. */
  private isIn(point: HTMLElement): boolean {
    const { evidence } = this.element.dataset;
    return point !== this.point && point.querySelector(`[data-evidence="${evidence}"]`) !== null;
  }

  private move(point: string, after: string | null): void {
    this.plan.perform(
      { verb: "move", noun: "placement", target: this.id, point, after },
      this.title,
    );
    focusMore(this.element.id);
    flash(this.element.id);
  }

  private mark(value: boolean): void {
    this.plan.perform(
      { verb: "edit", noun: "placement", target: this.id, field: "is_context", value },
      this.title,
    );
  }

  private async askNote(): Promise<void> {
    const note = this.element.querySelector(".note")?.textContent ?? "";
    const area = make("textarea", { class: "field", name: "note", rows: "3", maxlength: "500" });
    area.value = note;
    const label = make("label", { class: "labelled" }, make("span", {}, "Note"), area);
    const form = await ask({
      title: `Note on ${this.title}`,
      content: [label],
      action: "Save",
      focus: () => focusMore(this.element.id),
    });
    if (!form || area.value === note) return;
    const field = { noun: "placement", target: this.id, field: "note" } as const;
    this.plan.editText(field, area.value, note, this.title);
  }

  private async askWhere(notSide: string): Promise<void> {
    const points = pointsInOrder(this.plan.root).filter(
      ({ dataset }) => !notSide || dataset.side !== notSide,
    );
    const list = pointRadios(points, (point) => this.isIn(point));
    const place = make("div", {});
    const showPlaces = (): void => {
      const point = chosenIn(list);
      place.replaceChildren(placeSelect(point, this.id));
    };
    list.addEventListener("change", showPlaces);
    showPlaces();
    const form = await ask({
      title: `Move ${this.title} to`,
      content: [...filterOf(list), list, place],
      action: points.length > 0 ? "Move" : "",
      focus: () => focusMore(this.element.id),
    });
    if (!form) return;
    const data = new FormData(form);
    const point = String(data.get("point") ?? "");
    if (point) this.move(point, String(data.get("after")) || null);
  }
}

/** The points of the board to choose from; not those that hold the evidence already. */
export function pointRadios(
  points: HTMLElement[],
  isTaken: (point: HTMLElement) => boolean,
  extra: { value: string; label: string }[] = [],
): HTMLFieldSetElement {
  return radios("point", "Point", [
    ...points.map((point) => ({
      value: point.dataset.point ?? "",
      label: `${pointLabel(point)}${isTaken(point) ? " (has it already)" : ""}`,
      disabled: isTaken(point),
    })),
    ...extra,
  ]);
}

/** A box that narrows a long list of points by their words. */
export function filterOf(list: HTMLElement): HTMLElement[] {
  const labels = all("label", list);
  if (labels.length <= 6) return [];
  const box = make("input", { class: "field", type: "search", "aria-label": "Find a point" });
  box.placeholder = "Find a point";
  const inSight = (): HTMLInputElement[] =>
    labels
      .filter((label) => !label.hidden)
      .flatMap((label) => all<HTMLInputElement>("input:enabled", label));
  const choose = (radio: HTMLInputElement | undefined): void => {
    if (!radio || radio.checked) return;
    radio.checked = true;
    radio.dispatchEvent(new Event("change", { bubbles: true }));
  };
  box.addEventListener("input", () => {
    const wanted = box.value.trim().toLowerCase();
    for (const label of labels) {
      label.hidden = !label.textContent?.toLowerCase().includes(wanted);
    }
    // Enter takes what is chosen, so what is chosen must be in sight.
    const left = inSight();
    if (!left.some((radio) => radio.checked)) choose(left[0]);
  });
  box.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const left = inSight();
    const now = left.findIndex((radio) => radio.checked);
    choose(left[(now + step + left.length) % left.length]);
  });
  return [box];
}

function chosenIn(list: HTMLElement): HTMLElement | null {
  const chosen = list.querySelector<HTMLInputElement>(":checked");
  return chosen && document.getElementById(`point-${chosen.value}`);
}

function pointLabel(point: HTMLElement): string {
  const claim = point.querySelector<HTMLTextAreaElement>("[data-field=claim]")?.value;
  return `${point.dataset.number} ${claim || "(no claim yet)"}`;
}

function placeSelect(point: HTMLElement | null, moved: string): HTMLElement {
  const cards = point ? all("[data-card]", point) : [];
  return select(
    "after",
    "Place",
    [
      { value: "end", label: "Last" },
      { value: "", label: "First" },
      ...cards
        .filter(({ dataset }) => dataset.card !== moved)
        .map((card) => ({ value: card.dataset.card ?? "", label: `After ${titleOf(card)}` })),
    ],
    "end",
  );
}

class Point implements Thing {
  private readonly id: string;
  private readonly title: string;

  constructor(
    private readonly plan: Plan,
    private readonly element: HTMLElement,
  ) {
    this.id = element.dataset.point ?? "";
    this.title = titleOf(element);
  }

  entries(): Entry[] {
    return [
      ["Move to side or theme...", () => this.askWhere()],
      ["Up", () => this.step(-1)],
      ["Down", () => this.step(1)],
      ["Other side", () => this.across(1)],
      ["Criteria...", () => this.askCriteria()],
      ["Remove", () => this.remove()],
    ];
  }

  step(by: -1 | 1): void {
    const { side = "" } = this.element.dataset;
    const order = sideOrder(side, this.plan.root);
    const list = this.element.closest<HTMLElement>("[data-points]");
    // By theme only the points of the same cell are seen to change places.
    const isCell = list?.dataset.row !== undefined;
    const seen = isCell ? all("[data-point]", list).map((one) => one.dataset.point ?? "") : order;
    const beside = seen[seen.indexOf(this.id) + by];
    if (!beside) return;
    const rest = order.filter((one) => one !== this.id);
    const after = by === 1 ? beside : (rest[rest.indexOf(beside) - 1] ?? null);
    this.move(side, "same", after);
  }

  across(by: -1 | 1): void {
    const sides = sidesOf(this.plan.root);
    const at = sides.findIndex((side) => side.value === this.element.dataset.side);
    const to = sides.at((at + by) % sides.length);
    if (to && to.value !== this.element.dataset.side) this.move(to.value, "same", "end");
  }

  remove(): void {
    focusBeside(this.element);
    this.plan.perform({ verb: "remove", noun: "point", target: this.id }, this.title);
  }

  private move(side: string, row: string | null, after: string | null): void {
    this.plan.perform(
      { verb: "move", noun: "point", target: this.id, side, row, after },
      this.title,
    );
    focusMore(this.element.id);
    flash(this.element.id);
  }

  private async askWhere(): Promise<void> {
    const { side = "", row = "" } = this.element.dataset;
    const sides = sidesOf(this.plan.root).map((one) => ({ ...one, chosen: one.value === side }));
    const rows = all<HTMLOptionElement>("#row-choices option").map(({ value, text }) => ({
      value,
      label: text,
    }));
    const form = await ask({
      title: `Move ${this.title} to`,
      content: [
        radios("side", "Side", sides),
        select("row", "Theme", [{ value: "", label: "No theme" }, ...rows], row),
      ],
      action: "Move",
      focus: () => focusMore(this.element.id),
    });
    if (!form) return;
    const data = new FormData(form);
    const to = String(data.get("side"));
    const order = sideOrder(side, this.plan.root);
    const stays = to === side ? (order[order.indexOf(this.id) - 1] ?? null) : "end";
    this.move(to, String(data.get("row")) || null, stays);
  }

  private async askCriteria(): Promise<void> {
    const linked = (this.element.dataset.criteria ?? "").split(" ");
    const criteria = all("[data-criterion]", this.plan.root);
    const boxes = criteria.map((one) => {
      const value = one.dataset.criterion ?? "";
      const checked = linked.includes(value);
      const box = make("input", { type: "checkbox", name: "criteria", value, checked });
      return make("label", {}, box, make("span", {}, one.textContent?.trim() ?? ""));
    });
    const none = make("p", {}, "Add a criterion under My view first.");
    const form = await ask({
      title: `Criteria ${this.title} is judged by`,
      content: [make("div", { class: "choices" }, ...(boxes.length > 0 ? boxes : [none]))],
      action: boxes.length > 0 ? "Save" : "",
      focus: () => focusMore(this.element.id),
    });
    if (!form) return;
    const value = new FormData(form).getAll("criteria").map(String);
    this.plan.perform(
      { verb: "edit", noun: "point", target: this.id, field: "criteria", value },
      this.title,
    );
  }
}

/** The sides of the question, in their order. */
export function sidesOf(root: HTMLElement): { value: string; label: string }[] {
  const found = new Map<string, string>();
  for (const { dataset } of all("[data-points]", root)) {
    found.set(dataset.side ?? "", dataset.sideLabel ?? "");
  }
  return [...found].map(([value, label]) => ({ value, label }));
}

/** What rows and criteria have in common: one list, a name to edit, no list beside them. */
abstract class Listed implements Thing {
  protected abstract readonly noun: "row" | "criterion";
  protected abstract readonly field: "label" | "text";
  protected abstract readonly longest: string;

  constructor(
    protected readonly plan: Plan,
    protected readonly element: HTMLElement,
  ) {}

  protected abstract get id(): string;
  protected abstract get name(): string;
  protected abstract get order(): string[];

  entries(): Entry[] {
    return [
      ["Up", () => this.step(-1)],
      ["Down", () => this.step(1)],
      [this.noun === "row" ? "Rename" : "Edit", () => this.askName()],
      ["Remove", () => this.remove()],
    ];
  }

  step(by: -1 | 1): void {
    const after = anchorOfStep(this.order, this.id, by);
    if (after === undefined) return;
    this.plan.perform({ verb: "move", noun: this.noun, target: this.id, after }, this.name);
  }

  across(): void {}

  remove(): void {
    focusBeside(this.element);
    this.plan.perform({ verb: "remove", noun: this.noun, target: this.id }, this.name);
  }

  private async askName(): Promise<void> {
    const key = fieldKey(this.noun, this.id, this.field);
    const name = String(this.plan.outbox.queued(key)?.operation.value ?? this.name);
    const id = newId();
    const input = make("input", { class: "field", id, required: true, maxlength: this.longest });
    input.value = name;
    const label = make("label", { class: "labelled", for: id }, "Name");
    const form = await ask({
      title: `Rename ${name}`,
      content: [label, input],
      action: "Save",
      focus: () => focusMore(this.element.id),
    });
    const value = input.value.trim();
    if (!form || value === "" || value === name) return;
    const field = { noun: this.noun, target: this.id, field: this.field };
    this.plan.editText(field, value, name, name);
  }
}

class Row extends Listed {
  protected readonly noun = "row";
  protected readonly field = "label";
  protected readonly longest = "120";

  protected get id(): string {
    return this.element.dataset.rowLine ?? "";
  }

  protected get name(): string {
    const choice = `#row-choices option[value="${this.id}"]`;
    return document.querySelector<HTMLOptionElement>(choice)?.textContent ?? "";
  }

  protected get order(): string[] {
    return all("[data-row-line]", this.plan.root).map(({ dataset }) => dataset.rowLine ?? "");
  }
}

class Criterion extends Listed {
  protected readonly noun = "criterion";
  protected readonly field = "text";
  protected readonly longest = "200";

  protected get id(): string {
    return this.element.dataset.criterion ?? "";
  }

  protected get name(): string {
    return this.element.textContent ?? "";
  }

  protected get order(): string[] {
    return all("[data-criterion]", this.plan.root).map(({ dataset }) => dataset.criterion ?? "");
  }
}
