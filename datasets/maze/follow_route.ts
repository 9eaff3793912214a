import type { Maze } from "./maze.ts";
import { MOVE, moveFrom } from "./move.ts";

/** How following a route ends; `moves` counts the moves made before. */
export type RouteEnd =
  /** At the goal, and all that is left is waiting. */
  | { readonly kind: "arrived"; readonly moves: number }
  /** On an open pixel before the goal, at the end of the route. */
  | { readonly kind: "underway"; readonly moves: number }
  /** With a wrong move: into a wall, back to the start, on from the goal, or waiting before it. */
  | { readonly kind: "astray"; readonly moves: number };

/**
 * Follows a route from the start.
 *
 * @param route Moves of `MOVE`.
 */
export function followRoute(maze: Maze, route: ArrayLike<number>): RouteEnd {
  const { size, open, start, goal } = maze;
  let pixel = start;
  let moves = 0;
  for (let step = 0; step < route.length; step++) {
    const waits = route[step] === MOVE.wait;
    if (waits !== (pixel === goal)) return { kind: "astray", moves };
    if (waits) continue;
    const next = moveFrom(pixel, route[step]!, size);
    if (next < 0 || open[next] !== 1 || next === start) return { kind: "astray", moves };
    pixel = next;
    moves++;
  }
  return { kind: pixel === goal ? "arrived" : "underway", moves };
}
