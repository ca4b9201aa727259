/** Let each Print button open the browser's print window, in place of the hint beside it. */
export function init(root: ParentNode): void {
  for (const button of root.querySelectorAll<HTMLButtonElement>("button[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
  for (const hint of root.querySelectorAll<HTMLElement>("[data-print-hint]")) hint.hidden = true;
}
