import { lines, range } from "./source_lines.ts";

/** Rows of a tile: 5 x 8 sums fill 10 of the 15 vector registers that V8 gives away. */
export const TILE_ROWS = 5;

/** Columns of a tile: the examples of one panel. */
export const TILE_COLUMNS = 8;

/** Vectors of a row of the tile. */
export const HALVES = range(TILE_COLUMNS / 4);

/** Steps of the contraction that are written out. */
const UNROLL = 4;

/**
 * Rows whose factor is spread from one vector; those of the others are read to all lanes. With V8's
 * check of the address a read is four instructions, and processors take up about six in a cycle; to
 * spread is one, but of a unit that multiplies too. With 3 and 2 of them neither holds up the
 * multiply-adds: 98 % of a core's peak, against 82 % by reading alone and 84 % by spreading alone.
 */
const SPREAD_ROWS = 3;

/** Sums of a tile, `c00` to `c41`. */
export function declareSums(indent: string): string {
  const sums = range(TILE_ROWS).flatMap((row) =>
    HALVES.map((h) => `let c${row}${h} = f32x4.splat(0);`)
  );
  return lines(sums, indent);
}

/**
 * A contraction over `inner` terms: adds to the sums of a tile the products of 5 floats at `left` and
 * a row of 8 at `right` for every term, and moves both on.
 */
export function contractTile(indent: string): string {
  return lines([
    ...["w", "factor", ...HALVES.map((h) => `b${h}`)].map((name) =>
      `let ${name} = f32x4.splat(0);`
    ),
    `const unrolled = right + (<usize>(inner & ~${UNROLL - 1}) << 5);`,
    "const end = right + (<usize>inner << 5);",
    "while (right < unrolled) {",
    ...range(UNROLL).flatMap(tileStep),
    ...moveOn(UNROLL),
    "}",
    "while (right < end) {",
    ...tileStep(0),
    ...moveOn(1),
    "}",
  ], indent);
}

/**
 * Term `u` of those that are written out. The same variables are assigned again: so the compiler keeps
 * the order, in which few of them are needed at a time.
 */
function tileStep(u: number): string[] {
  const place = 4 * TILE_ROWS * u;
  return [
    `w = v128.load(left, ${place});`,
    ...HALVES.map((h) => `b${h} = v128.load(right, ${4 * TILE_COLUMNS * u + 16 * h});`),
    ...range(TILE_ROWS).flatMap((row) => [
      row < SPREAD_ROWS
        ? `factor = i32x4.shuffle(w, w, ${Array(4).fill(row).join(", ")});`
        : `factor = v128.load32_splat(left, ${place + 4 * row});`,
      ...HALVES.map((h) => `c${row}${h} = madd(factor, b${h}, c${row}${h});`),
    ]),
  ].map((line) => `  ${line}`);
}

function moveOn(terms: number): string[] {
  return [
    `  left += ${4 * TILE_ROWS * terms};`,
    `  right += ${4 * TILE_COLUMNS * terms};`,
  ];
}
