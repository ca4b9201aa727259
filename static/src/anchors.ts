import type { Anchor } from "./protocol.ts";

/** The anchor of a thing in the list it stands in: what is in front of it, null when first. */
export function anchorIn(list: readonly string[], id: string): Anchor {
  return list[list.indexOf(id) - 1] ?? null;
}

/** The list with a thing put behind its anchor; an anchor that is not there puts it last. */
export function placed(list: readonly string[], id: string, after: Anchor): string[] {
  const rest = list.filter((one) => one !== id);
  if (after === null) return [id, ...rest];
  const index = rest.indexOf(after);
  return index < 0 ? [...rest, id] : [...rest.slice(0, index + 1), id, ...rest.slice(index + 1)];
}

/**
 * The anchor of a point in a cell of the matrix. A cell shows only some of a side's points, so
 * the first of a cell goes behind whatever its side has in front of the cell's next point.
 */
export function anchorInCell(cell: readonly string[], id: string, side: readonly string[]): Anchor {
  const index = cell.indexOf(id);
  const before = cell[index - 1];
  if (before) return before;
  const next = cell[index + 1];
  if (!next) return "end";
  return anchorIn(
    side.filter((one) => one !== id),
    next,
  );
}

/**
 * The anchor that moves a thing one place up or down its list, or undefined when it is at that
 * end already.
 */
export function anchorOfStep(
  list: readonly string[],
  id: string,
  step: -1 | 1,
): Anchor | undefined {
  const index = list.indexOf(id);
  if (step === 1) return list[index + 1];
  return index < 1 ? undefined : (list[index - 2] ?? null);
}
