import type { Random } from "../../src/random/mod.ts";
import type { Maze } from "./maze.ts";
import { MOVE, moveFrom } from "./move.ts";

/** A symmetry of the square: the turn first, then the flips. */
export interface Symmetry {
  readonly turn: "none" | "clockwise" | "counterclockwise";
  /** Exchanges left and right. */
  readonly flipHorizontal: boolean;
  /** Exchanges up and down. */
  readonly flipVertical: boolean;
}

/** What becomes of the moves 0 to 4. */
const CLOCKWISE = [MOVE.right, MOVE.left, MOVE.up, MOVE.down, MOVE.wait];
const COUNTERCLOCKWISE = [MOVE.left, MOVE.right, MOVE.down, MOVE.up, MOVE.wait];
const FLIP_HORIZONTAL = [MOVE.up, MOVE.down, MOVE.right, MOVE.left, MOVE.wait];
const FLIP_VERTICAL = [MOVE.down, MOVE.up, MOVE.left, MOVE.right, MOVE.wait];

/**
 * Draws the authors' augmentation: a turn by 90 degrees, either way, a horizontal and a vertical
 * flip, each with probability 1/2.
 */
export function drawSymmetry(random: Random): Symmetry {
  const turns = random.integer(2) === 1;
  return {
    turn: turns ? random.integer(2) === 1 ? "clockwise" : "counterclockwise" : "none",
    flipHorizontal: random.integer(2) === 1,
    flipVertical: random.integer(2) === 1,
  };
}

/** The maze after a symmetry. */
export function transformMaze(maze: Maze, symmetry: Symmetry): Maze {
  const { size } = maze;
  const moves = moveTable(symmetry);
  // The image of the first pixel is a corner, from which the images of down and right lead inwards.
  const corner = cornerOf(moves, size);
  const rowStep = moveFrom(corner, moves[MOVE.down]!, size) - corner;
  const columnStep = moveFrom(corner, moves[MOVE.right]!, size) - corner;
  const place = (pixel: number) =>
    corner + Math.floor(pixel / size) * rowStep + (pixel % size) * columnStep;
  const open = new Uint8Array(maze.open.length);
  for (let pixel = 0; pixel < open.length; pixel++) open[place(pixel)] = maze.open[pixel]!;
  return { size, open, start: place(maze.start), goal: place(maze.goal) };
}

/** The moves of a route after a symmetry. */
export function transformRoute(route: Uint8Array, symmetry: Symmetry): Uint8Array {
  const moves = moveTable(symmetry);
  return route.map((move) => moves[move]!);
}

/** What becomes of each move. */
function moveTable({ turn, flipHorizontal, flipVertical }: Symmetry): readonly number[] {
  let moves: readonly number[] = Object.values(MOVE);
  if (turn === "clockwise") moves = moves.map((move) => CLOCKWISE[move]!);
  if (turn === "counterclockwise") moves = moves.map((move) => COUNTERCLOCKWISE[move]!);
  if (flipHorizontal) moves = moves.map((move) => FLIP_HORIZONTAL[move]!);
  if (flipVertical) moves = moves.map((move) => FLIP_VERTICAL[move]!);
  return moves;
}

/** The corner that up and left lead to. */
function cornerOf(moves: readonly number[], size: number): number {
  const towards = [moves[MOVE.up], moves[MOVE.left]];
  const row = towards.includes(MOVE.down) ? size - 1 : 0;
  const column = towards.includes(MOVE.right) ? size - 1 : 0;
  return row * size + column;
}
