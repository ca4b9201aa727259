import { newId } from "./dom.ts";
import { announce } from "./notices.ts";
import type { Outbox } from "./outbox.ts";
import { paint } from "./paint.ts";
import { type Draft, fieldKey } from "./protocol.ts";
import { clean, textVersion } from "./version.ts";

/** The plan on this page: what every behaviour of the board changes it through. */
export class Plan {
  /** The versions of texts as last stored, where that is known better than from the page. */
  private readonly versions = new Map<string, string>();

  constructor(
    readonly root: HTMLElement,
    readonly outbox: Outbox,
  ) {}

  /** Show a change at once and queue it; title is what a message would call it. */
  perform(draft: Draft, title = ""): string {
    const id = newId();
    paint(draft, this.root);
    this.outbox.add({ id, ...draft }, title);
    if (title && this.outbox.trouble === "offline") announce(`${title}: waiting to be saved.`);
    return id;
  }

  /** Queue a new text of a field; shown is the stored text it started from. */
  editText(
    field: { noun: Draft["noun"]; target?: string | undefined; field: string },
    value: string,
    shown: string,
    title = "",
  ): void {
    const { noun, target } = field;
    const key = fieldKey(noun, target, field.field);
    const was = this.versions.get(key) ?? textVersion(shown);
    const draft: Draft = { verb: "edit", noun, field: field.field, value: clean(value), was };
    if (target) draft.target = target;
    this.perform(draft, title);
  }

  /** Note that a field is stored with this text now. */
  noteStored(key: string, text: string): void {
    this.versions.set(key, textVersion(text));
  }

  /** Note the version that the other side of a conflict has. */
  noteVersion(key: string, version: string): void {
    this.versions.set(key, version);
  }

  /** Once the page is drawn anew, what it shows is stored, but for fields with text of their own. */
  trustPage(fields: Set<string>): void {
    for (const key of this.versions.keys()) {
      if (!fields.has(key)) this.versions.delete(key);
    }
  }

  /** Resolves once nothing waits, or after so many milliseconds; says which. */
  async settled(milliseconds: number): Promise<boolean> {
    const end = performance.now() + milliseconds;
    while (this.outbox.busy && performance.now() < end) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return !this.outbox.busy;
  }
}
