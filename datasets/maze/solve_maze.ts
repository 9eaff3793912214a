import type { Maze } from "./maze.ts";
import { MOVE, moveFrom } from "./move.ts";

/**
 * A shortest route from start to goal by breadth-first search; it knows nothing of how the maze was
 * made. Of several shortest routes it takes, at each pixel, the first move in the order up, down,
 * left, right.
 *
 * @returns Moves of {@link MOVE} by one pixel each, without waiting, or `null` if there is no route.
 */
export function solveMaze({ size, open, start, goal }: Maze): Uint8Array | null {
  // One more than the number of moves to the goal; 0 where the search has not been.
  const distance = new Int32Array(size * size);
  const queue = new Int32Array(size * size);
  let first = 0;
  let last = 0;
  queue[last++] = goal;
  distance[goal] = 1;
  while (first < last && distance[start] === 0) {
    const pixel = queue[first++]!;
    for (let move = MOVE.up as number; move <= MOVE.right; move++) {
      const next = moveFrom(pixel, move, size);
      if (next >= 0 && open[next] === 1 && distance[next] === 0) {
        distance[next] = distance[pixel]! + 1;
        queue[last++] = next;
      }
    }
  }
  if (distance[start] === 0) return null;
  const route = new Uint8Array(distance[start]! - 1);
  let pixel = start;
  for (let made = 0; made < route.length; made++) {
    let move: number = MOVE.up;
    let next = moveFrom(pixel, move, size);
    while (next < 0 || distance[next] !== distance[pixel]! - 1) {
      next = moveFrom(pixel, ++move, size);
    }
    route[made] = move;
    pixel = next;
  }
  return route;
}
