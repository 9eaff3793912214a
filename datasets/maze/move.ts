/** Moves by one pixel, and waiting at the goal: the classes of a route. */
export const MOVE = { up: 0, down: 1, left: 2, right: 3, wait: 4 } as const;

/** Names of the moves, in the order of their numbers. */
export const MOVE_NAMES: readonly string[] = Object.keys(MOVE);

/**
 * Where a move leads on a square of places counted row by row.
 *
 * @param move One of {@link MOVE}.
 * @param size Places per side.
 * @returns The place, or -1 outside of the square.
 * @throws {RangeError} For any other move.
 */
export function moveFrom(place: number, move: number, size: number): number {
  switch (move) {
    case MOVE.up:
      return place >= size ? place - size : -1;
    case MOVE.down:
      return place < size * (size - 1) ? place + size : -1;
    case MOVE.left:
      return place % size > 0 ? place - 1 : -1;
    case MOVE.right:
      return place % size < size - 1 ? place + 1 : -1;
    case MOVE.wait:
      return place;
    default:
      throw new RangeError(`Expected a move from 0 to 4, got ${move}`);
  }
}
