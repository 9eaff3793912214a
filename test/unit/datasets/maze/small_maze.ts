import type { Maze } from "../../../../datasets/maze/maze.ts";

/** A maze from a drawing: `#` wall, `.` open, `S` start, `G` goal. */
export function mazeOf(...rows: readonly string[]): Maze {
  const drawing = rows.join("");
  return {
    size: rows.length,
    open: Uint8Array.from(drawing, (pixel) => (pixel === "#" ? 0 : 1)),
    start: drawing.indexOf("S"),
    goal: drawing.indexOf("G"),
  };
}

/** The drawing of a maze, see {@link mazeOf}. */
export function drawingOf({ size, open, start, goal }: Maze): string[] {
  const pixels = [...open].map((one, pixel) =>
    pixel === start ? "S" : pixel === goal ? "G" : one === 1 ? "." : "#"
  );
  return Array.from(
    { length: size },
    (_, row) => pixels.slice(row * size, (row + 1) * size).join(""),
  );
}

/** `U`, `D`, `L`, `R` and `W` for wait. */
export function routeOf(letters: string): Uint8Array {
  return Uint8Array.from(letters, (letter) => "UDLRW".indexOf(letter));
}
