/** Give each passphrase field a button that shows what was typed. */
export function init(root: ParentNode): void {
  for (const input of root.querySelectorAll<HTMLInputElement>("input[data-passphrase]")) {
    addShowButton(input);
  }
}

function addShowButton(input: HTMLInputElement): void {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn show-passphrase";
  const word = document.createElement("span");
  const rest = document.createElement("span");
  rest.className = "vh";
  rest.textContent = " what is typed";
  button.append(word, rest);

  const show = (shown: boolean): void => {
    input.type = shown ? "text" : "password";
    word.textContent = shown ? "Hide" : "Show";
  };
  show(false);
  button.addEventListener("click", () => show(input.type === "password"));
  // Browsers offer to keep a passphrase only when it is sent from a hidden field.
  input.form?.addEventListener("submit", () => show(false));

  const row = document.createElement("div");
  row.className = "with-button";
  input.before(row);
  row.append(input, button);
}
