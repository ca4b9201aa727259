import { button, make } from "./dom.ts";
import { announce, notify, unnotify } from "./notices.ts";
import type { Item, Refused } from "./outbox.ts";
import type { Plan } from "./plan.ts";
import { editedField } from "./protocol.ts";
import type { Texts } from "./texts.ts";

const DOING: Record<string, string> = {
  add: "add",
  edit: "change",
  move: "move",
  remove: "remove",
  restore: "restore",
  undo: "undo",
  redo: "redo",
};

/** Changes that were refused: each stays above the board until the user has dealt with it. */
export class Tray {
  constructor(
    private readonly plan: Plan,
    private readonly texts: Texts,
  ) {
    for (const refused of plan.outbox.tray) this.show(refused);
  }

  /** Say what was not applied and why; a text is never lost with it. */
  show(refused: Refused): void {
    const { item, error } = refused;
    if (error.code.startsWith("nothing_to_")) {
      announce(error.message);
      this.plan.outbox.dismiss(refused);
    } else if (error.code === "conflict") this.showConflict(refused);
    else {
      const words = `Could not ${whatOf(refused)}. ${error.message}`;
      const typed = item.operation.value;
      const isText = "was" in item.operation && typeof typed === "string" && typed !== "";
      notify(
        item.operation.id,
        [
          make("p", {}, words),
          ...(isText ? [make("blockquote", {}, typed)] : []),
          make("div", { class: "btns" }, ...this.ways(refused)),
        ],
        "bad",
      );
      announce(words);
    }
  }

  /** Show what was typed on while a choice is open. */
  update(): void {
    for (const { item, error } of this.plan.outbox.tray) {
      const mine = document.getElementById(mineId(item));
      if (mine && mine.textContent !== error.mine) mine.textContent = error.mine ?? "";
    }
  }

  private ways(refused: Refused): HTMLElement[] {
    const leave = button("Dismiss", () => this.close(refused), "btn quiet");
    if (refused.status < 500) return [leave];
    const again = button("Try again", () => {
      const { item } = refused;
      this.close(refused);
      // The same id: if it was carried out after all, it is not carried out twice.
      this.plan.outbox.add(item.operation, item.title);
    });
    return [again, leave];
  }

  private showConflict(refused: Refused): void {
    const { mine = "", theirs = "" } = refused.error;
    const title = refused.item.title || "This text";
    notify(
      refused.item.operation.id,
      [
        make("p", {}, make("b", {}, title), " was changed somewhere else as well."),
        make(
          "div",
          { class: "both" },
          make(
            "figure",
            {},
            make("figcaption", {}, "Mine"),
            make("blockquote", { id: mineId(refused.item) }, mine),
          ),
          make("figure", {}, make("figcaption", {}, "The other"), make("blockquote", {}, theirs)),
        ),
        make(
          "div",
          { class: "btns" },
          button("Keep mine", () => this.settle(refused, "mine")),
          button("Keep the other", () => this.settle(refused, "theirs")),
          button("Keep both", () => this.settle(refused, "both")),
        ),
      ],
      "bad",
    );
    announce(`${title} was changed somewhere else as well. Choose which text to keep.`);
  }

  private settle(refused: Refused, choice: "mine" | "theirs" | "both"): void {
    const { operation, title } = refused.item;
    const { mine = "", theirs = "", was = "" } = refused.error;
    const key = editedField(operation);
    const area = this.texts.find(key);
    // What was typed while the choice was open counts as mine.
    const own = area?.value ?? mine;
    const both = theirs === "" ? own : `${theirs}\n${own}`;
    const text = { mine: own, theirs, both }[choice];
    this.close(refused);
    this.plan.noteVersion(key, was);
    const room = area && area.maxLength > 0 ? area.maxLength : Number.POSITIVE_INFINITY;
    if (area && [...text].length > room) {
      // Too long to store: let the user shorten it.
      this.texts.show(area, theirs);
      this.texts.suggest(area, text);
      return;
    }
    if (area) this.texts.show(area, text);
    if (choice !== "theirs") {
      const { noun, target, field = "" } = operation;
      this.plan.editText({ noun, target, field }, text, "", title);
    }
    area?.focus();
  }

  private close(refused: Refused): void {
    unnotify(refused.item.operation.id);
    this.plan.outbox.dismiss(refused);
  }
}

function mineId({ operation }: Item): string {
  return `mine-${operation.id}`;
}

/** What was tried, in words: "move Beria arrested". */
function whatOf({ item }: Refused): string {
  const { verb, noun } = item.operation;
  const doing = verb === "edit" && noun === "plan" ? "save" : (DOING[verb] ?? verb);
  return `${doing} ${item.title || (noun === "plan" ? "the last change" : `this ${noun}`)}`;
}
