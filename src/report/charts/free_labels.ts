/** A label at the lower right of a point, in pixels. */
export interface PlacedLabel {
  readonly x: number;
  readonly y: number;
  readonly label: string;
}

const CHARACTER_WIDTH = 5.2;
const LINE_HEIGHT = 12;

/**
 * Keeps the labels that touch neither an earlier label nor the right edge. Give them in the order
 * of their importance; what is left out is in the table and in the tooltips.
 */
export function freeLabels<Label extends PlacedLabel>(
  labels: readonly Label[],
  width: number,
): Label[] {
  const kept: Label[] = [];
  for (const label of labels) {
    const end = label.x + CHARACTER_WIDTH * label.label.length;
    const touches = kept.some((other) =>
      Math.abs(other.y - label.y) < LINE_HEIGHT &&
      label.x < other.x + CHARACTER_WIDTH * other.label.length && other.x < end
    );
    if (!touches && end < width) kept.push(label);
  }
  return kept;
}
