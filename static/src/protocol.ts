/** What the operations address takes and answers; docs/operations.md describes it. */

/** "end" puts a thing last, null first, an id right behind that thing. */
export type Anchor = string | null;

export interface Draft {
  verb: "add" | "edit" | "move" | "remove" | "restore" | "undo" | "redo";
  noun: "plan" | "criterion" | "row" | "point" | "placement" | "dismissal";
  target?: string;
  field?: string;
  value?: string | number | boolean | string[] | null;
  was?: string;
  side?: string;
  row?: string | null;
  point?: string;
  evidence?: string;
  after?: Anchor;
  [name: string]: string | number | boolean | string[] | null | undefined;
}

export interface Operation extends Draft {
  id: string;
}

export interface Refusal {
  code: string;
  message: string;
  /** Which operation of the request was refused; missing when none was looked at. */
  index?: number;
  /** Both texts of a conflict, and the version of the other. */
  mine?: string;
  theirs?: string;
  was?: string;
}

export interface Reply {
  version?: number;
  results?: { adjusted?: boolean; announce?: string; replayed?: boolean }[];
  fragments?: Record<string, string>;
  announce?: string;
  counts?: Record<string, number>;
  undo?: string;
  redo?: string;
  saved?: string;
  error?: Refusal;
}

/** The name of the field that an edit changes. */
export function fieldKey(noun: string, target: string | undefined, field: string): string {
  return `${noun}:${noun === "plan" ? "" : (target ?? "")}:${field}`;
}

/** The field that an operation edits, or "" when it edits none. */
export function editedField(operation: Draft): string {
  if (operation.verb !== "edit") return "";
  return fieldKey(operation.noun, operation.target, operation.field ?? "");
}
