/** A maze on a square of pixels, counted row by row. */
export interface Maze {
  /** Pixels per side, walls included. */
  readonly size: number;
  /** 1 where one may walk, 0 for walls, `[size, size]`. */
  readonly open: Uint8Array;
  /** An open pixel. */
  readonly start: number;
  /** Another open pixel. */
  readonly goal: number;
}
