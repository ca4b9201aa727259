import type { Answer } from "./outbox.ts";
import type { Operation, Reply } from "./protocol.ts";

const TIMEOUT = 30_000;

/** The way to the server: one address, with the token that this page was given. */
export class Wire {
  private token: string;
  private version: number;
  /** Set when the page goes away: the request must outlive it. */
  leaving = false;

  constructor(private readonly root: HTMLElement) {
    this.token = tokenOf(document);
    this.version = Number(root.dataset.version);
  }

  /** Send operations; rejects when the server could not be reached. */
  async post(operations: Operation[]): Promise<Answer> {
    const answer = await this.send(operations);
    // Signing in, here or in another tab, makes old tokens worthless.
    if (answer.status !== 403) return answer;
    const state = await this.renew();
    return state === 200 ? this.send(operations) : { status: state };
  }

  private async send(operations: Operation[]): Promise<Answer> {
    const { operations: address = "", view = "side" } = this.root.dataset;
    const response = await fetch(address, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        "X-CSRFToken": this.token,
        "X-Requested-With": "fetch",
      },
      body: JSON.stringify({ base: this.version, view, operations }),
      redirect: "error",
      keepalive: this.leaving,
      signal: AbortSignal.timeout(TIMEOUT),
    });
    const isJson = response.headers.get("Content-Type")?.includes("json");
    const reply = isJson ? ((await response.json()) as Reply) : undefined;
    if (reply?.version !== undefined) this.version = reply.version;
    return { status: response.status, retryAfter: retryAfter(response), reply };
  }

  /** Load the page for a new token: 200, or 401 when it belongs to somebody else by now. */
  private async renew(): Promise<number> {
    const response = await fetch(this.root.dataset.page ?? "");
    if (response.status >= 500) return response.status;
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
    const user = fresh.querySelector<HTMLElement>("#board")?.dataset.user;
    if (!response.ok || user !== this.root.dataset.user) return 401;
    this.token = tokenOf(fresh);
    return 200;
  }
}

function tokenOf(page: Document): string {
  return page.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]")?.value ?? "";
}

function retryAfter(response: Response): number | undefined {
  const header = response.headers.get("Retry-After");
  if (!header) return undefined;
  const seconds = Number(header);
  const wait = Number.isNaN(seconds) ? Date.parse(header) - Date.now() : seconds * 1000;
  return Number.isNaN(wait) ? undefined : wait;
}
