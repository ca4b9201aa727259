import { make } from "./dom.ts";

export interface Asking {
  title: string;
  content: (Node | string)[];
  action: string;
  /** Where focus goes afterwards. */
  focus: () => void;
  /** The label of the way out. */
  cancel?: string;
}

/** Ask something in a dialog; the form as filled in, or null when it was left. */
export function ask({
  title,
  content,
  action,
  focus,
  cancel = "Cancel",
}: Asking): Promise<HTMLFormElement | null> {
  const heading = make("h2", { id: "dialog-h" }, title);
  const form = make(
    "form",
    { method: "dialog" },
    heading,
    ...content,
    make(
      "div",
      { class: "btns" },
      ...(action ? [make("button", { class: "btn primary", value: "yes" }, action)] : []),
      make("button", { class: "btn", formnovalidate: true, value: "" }, cancel),
    ),
  );
  const dialog = make("dialog", { class: "ask", "aria-labelledby": "dialog-h" }, form);
  return new Promise((resolve) => {
    open(dialog, () => {
      focus();
      resolve(dialog.returnValue === "yes" ? form : null);
    });
  });
}

/** Open a dialog, close it by Escape or a press outside, and take it away afterwards. */
export function open(dialog: HTMLDialogElement, closed: () => void): void {
  document.body.append(dialog);
  dialog.addEventListener("pointerdown", (event) => {
    const box = dialog.getBoundingClientRect();
    const { clientX: x, clientY: y } = event;
    const outside = x < box.left || x > box.right || y < box.top || y > box.bottom;
    if (event.target === dialog && outside) dialog.close("");
  });
  dialog.addEventListener("close", () => {
    dialog.remove();
    closed();
  });
  dialog.showModal();
  // A search box under a finger would bring up the keyboard at once.
  if (matchMedia("(pointer: fine)").matches) return;
  dialog.querySelector<HTMLElement>("[type=radio]:checked")?.focus();
}

/** A list of radio buttons; the first that is not disabled is chosen. */
export function radios(
  name: string,
  legend: string,
  choices: { value: string; label: string; disabled?: boolean; chosen?: boolean }[],
): HTMLFieldSetElement {
  const wanted = choices.find((one) => one.chosen) ?? choices.find((one) => !one.disabled);
  return make(
    "fieldset",
    { class: "choices" },
    make("legend", { class: "vh" }, legend),
    ...choices.map((one) =>
      make(
        "label",
        {},
        make("input", {
          type: "radio",
          name,
          value: one.value,
          required: true,
          disabled: one.disabled ?? false,
          checked: one === wanted,
        }),
        make("span", {}, one.label),
      ),
    ),
  );
}

/** A select with its label. */
export function select(
  name: string,
  label: string,
  options: { value: string; label: string }[],
  chosen = "",
): HTMLLabelElement {
  return make(
    "label",
    { class: "labelled" },
    make("span", {}, label),
    make(
      "select",
      { class: "field", name },
      ...options.map((one) =>
        make("option", { value: one.value, selected: one.value === chosen }, one.label),
      ),
    ),
  );
}
