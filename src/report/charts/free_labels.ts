/** A place in pixels from the upper left corner of the plot. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** A label at the lower right of its point. */
export interface PointLabel extends Place {
  readonly label: string;
}

/** From the point to the start of its label, and down to its middle. */
export const LABEL_OFFSET = { dx: 7, dy: 10 } as const;

const CHARACTER_WIDTH = 5.2;
const LINE_HEIGHT = 12;
const POINT_RADIUS = 7;

/**
 * Keeps the labels that touch neither an earlier label, nor an obstacle, nor the right edge. Give
 * them in the order of their importance; what is left out is in the table and in the tooltips.
 */
export function freeLabels<Label extends PointLabel>(
  labels: readonly Label[],
  options: { readonly width: number; readonly obstacles: readonly Place[] },
): Label[] {
  const kept: Label[] = [];
  for (const label of labels) {
    const touches = kept.some((other) =>
      Math.abs(other.y - label.y) < LINE_HEIGHT && start(label) < end(other) &&
      start(other) < end(label)
    );
    const covers = options.obstacles.some(({ x, y }) =>
      Math.abs(y - label.y - LABEL_OFFSET.dy) < POINT_RADIUS + LINE_HEIGHT / 2 &&
      x + POINT_RADIUS > start(label) && x - POINT_RADIUS < end(label)
    );
    if (!touches && !covers && end(label) < options.width) kept.push(label);
  }
  return kept;
}

function start(label: PointLabel): number {
  return label.x + LABEL_OFFSET.dx;
}

function end(label: PointLabel): number {
  return start(label) + CHARACTER_WIDTH * label.label.length;
}
