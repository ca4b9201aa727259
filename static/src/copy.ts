/** Copy buttons: the text of a field, or an article with its headings and tables. */
import { all, required } from "./dom.ts";

for (const button of all<HTMLButtonElement>("button[data-copy]")) {
  const what = required(button.dataset.copy ?? "");
  const status = required("[data-copy-status]");
  button.hidden = false;
  for (const hint of all("[data-copy-hint]")) hint.hidden = true;
  button.addEventListener("click", async () => {
    // Emptied first, so that a second copy is announced too.
    status.textContent = "";
    const isCopied = await copy(what);
    status.textContent = isCopied
      ? "Copied."
      : "Copy was blocked by this browser. The text is selected: press Ctrl and C.";
  });
}

/** Copy by the clipboard; where a school serves plain http there is none, so by selecting. */
async function copy(what: HTMLElement): Promise<boolean> {
  try {
    if (what instanceof HTMLInputElement) await navigator.clipboard.writeText(what.value);
    else await navigator.clipboard.write([rich(what)]);
    return true;
  } catch {
    select(what);
    return document.execCommand("copy");
  }
}

function rich(article: HTMLElement): ClipboardItem {
  const whole = article.cloneNode(true) as HTMLElement;
  // Without this, word processors draw a pasted table without its lines.
  for (const table of all("table", whole)) table.setAttribute("border", "1");
  const html = new Blob([whole.innerHTML], { type: "text/html" });
  const plain = new Blob([article.innerText], { type: "text/plain" });
  return new ClipboardItem({ "text/html": html, "text/plain": plain });
}

function select(what: HTMLElement): void {
  what.focus();
  if (what instanceof HTMLInputElement) what.select();
  else getSelection()?.selectAllChildren(what);
}
