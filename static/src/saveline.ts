import { make, required } from "./dom.ts";
import { notify, unnotify } from "./notices.ts";
import type { Outbox } from "./outbox.ts";

const PATIENCE = 400;

/** The line that says whether everything is stored. It says Saved only when it is. */
export class SaveLine {
  private readonly line = required("#save-line");
  private readonly text = required("[data-save-text]", this.line);
  private saved = this.text.textContent ?? "";
  private timer = 0;

  constructor(
    private readonly outbox: Outbox,
    private readonly signIn: string,
  ) {}

  /** Note the time the server gave with its answer. */
  noteSaved(time: string): void {
    this.saved = `Saved ${time}`;
  }

  /** Say how things stand; typing is whether text waits to be queued. */
  update(typing: boolean): void {
    const { items, tray, trouble } = this.outbox;
    const count = items.length;
    this.line.toggleAttribute("data-pending", count > 0 || typing);
    if (trouble !== "" || (tray.length > 0 && count === 0 && !typing)) this.stop();
    if (trouble === "offline") this.say("offline", `Offline, ${count} waiting`);
    else if (trouble === "busy") this.say("offline", `Not saved yet, ${count} waiting`);
    else if (trouble !== "") this.say("attention", "Needs attention");
    else if (count > 0 || typing) this.saveSoon();
    else if (tray.length > 0) this.say("attention", "Needs attention");
    else {
      this.stop();
      this.say("saved", this.saved);
    }
    this.bar(count);
  }

  private saveSoon(): void {
    if (this.line.dataset.state === "offline" || this.line.dataset.state === "attention") {
      this.say("saving", "Saving...");
    }
    this.timer ||= window.setTimeout(() => this.say("saving", "Saving..."), PATIENCE);
  }

  private stop(): void {
    window.clearTimeout(this.timer);
    this.timer = 0;
  }

  private say(state: string, words: string): void {
    this.line.dataset.state = state;
    if (this.text.textContent !== words) this.text.textContent = words;
  }

  private bar(count: number): void {
    const changes = count === 1 ? "1 change is" : `${count} changes are`;
    const { trouble } = this.outbox;
    if (trouble === "offline") {
      notify("offline", [`You are offline. ${changes} waiting in this tab. Keep it open.`]);
    } else unnotify("offline");
    if (trouble === "signed_out" || trouble === "away") {
      const why =
        trouble === "signed_out"
          ? `You are signed out. ${changes} waiting in this tab: sign in, then come back here.`
          : `This plan is not open to whoever is signed in now. ${changes} waiting in this tab.`;
      const link = make("a", { href: this.signIn, target: "_blank", class: "btn" }, "Sign in");
      notify("signed-out", [make("p", {}, why), link]);
    } else unnotify("signed-out");
  }
}
