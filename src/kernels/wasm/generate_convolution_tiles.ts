/**
 * Writes the two matrix products of convolutions as AssemblyScript. Their left operand is never
 * packed: it is read from images with zeros around them, where the taps of one filter row and all
 * channels lie side by side.
 *
 * V8 checks every access against the size of the memory less where the access ends, a number that it
 * computes once in every round of a loop for each constant offset. So there are few constant offsets: in
 * rounds of several steps pointers move on behind each step, and the left operand is reached by differences
 * from one pointer.
 *
 * @module
 */

/** Rows of the left operand, pixels or taps, of one tile. */
const ROWS = Array.from({ length: 6 }, (_, row) => row);

/** Steps of a round. */
const STEPS = 4;

/** Halves of the 8 columns, outputs, of one tile. */
const HALVES = [0, 1];

/** Lines for every row of a tile. */
function eachRow(line: (row: number) => string, indent: number): string {
  return ROWS.map((row) => " ".repeat(indent) + line(row)).join("\n");
}

/** The 12 accumulators. */
function declareSums(): string {
  return eachRow(
    (row) => HALVES.map((half) => `let c${row}${half} = f32x4.splat(0);`).join(" "),
    6,
  );
}

/** One multiply-add for each accumulator, with what moves the pointers on. */
function step(indent: number, moves: string): string {
  const left = (row: number) => row === 0 ? "p" : `p + d${row}`;
  return [
    `${" ".repeat(indent)}const b0 = v128.load(b);`,
    `${" ".repeat(indent)}const b1 = v128.load(b, 16);`,
    eachRow(
      (row) =>
        `{ const a = v128.load32_splat(${left(row)}); ${
          HALVES.map((half) => `c${row}${half} = madd(a, b${half}, c${row}${half});`).join(" ")
        } }`,
      indent,
    ),
    " ".repeat(indent) + moves,
  ].join("\n");
}

/** Steps until `pointer` reaches the end, in rounds until it reaches `whole`. */
function steps(pointer: string, indent: number, moves: string): string {
  const space = " ".repeat(indent);
  const block = `${space}  {\n${step(indent + 4, moves)}\n${space}  }`;
  return [
    `${space}while (${pointer} != whole) {`,
    ...Array.from({ length: STEPS }, () => block),
    `${space}}`,
    `${space}while (${pointer} != end) {`,
    step(indent + 2, moves),
    `${space}}`,
  ].join("\n");
}

/** The source text of both functions. */
export function generateConvolutionTiles(): string {
  const imports = 'import { at, bytes, madd } from "./vector";';
  return [imports, storePart(), slidingProduct(), slidingContraction()].join("\n\n") + "\n";
}

/** Writes the columns of a tile that exist. */
function storePart(): string {
  return `/** Stores the first \`count\` of 8 floats. */
function storePart(to: usize, low: v128, high: v128, count: i32): void {
  let rest = low;
  if (count >= 4) {
    v128.store(to, low);
    rest = high;
    to += 16;
    count -= 4;
  }
  if (count > 0) store<f32>(to, f32x4.extract_lane(rest, 0));
  if (count > 1) store<f32>(to, f32x4.extract_lane(rest, 1), 4);
  if (count > 2) store<f32>(to, f32x4.extract_lane(rest, 2), 8);
}

/** Adds the first \`count\` of 8 floats to what is there. */
function addPart(to: usize, low: v128, high: v128, count: i32): void {
  let rest = low;
  if (count >= 4) {
    v128.store(to, f32x4.add(v128.load(to), low));
    rest = high;
    to += 16;
    count -= 4;
  }
  if (count > 0) store<f32>(to, load<f32>(to) + f32x4.extract_lane(rest, 0));
  if (count > 1) store<f32>(to, load<f32>(to, 4) + f32x4.extract_lane(rest, 1), 4);
  if (count > 2) store<f32>(to, load<f32>(to, 8) + f32x4.extract_lane(rest, 2), 8);
}`;
}

/** A convolution: tiles of 6 pixels and 8 outputs. */
function slidingProduct(): string {
  return `/**
 * Product of windows that slide over images with a filter, \`y[image][row][column][output] =
 * sum over run, k of x[image * xImage + row * xRow + column * xColumn + run * runStride + k] *
 * w[output / 8][run * runLength + k][output % 8]\`. Strides are those of x and y at a step to the next
 * image, row, column; y's outputs lie side by side.
 *
 * @param w Panels of 8 outputs, the last one filled up, see packFilter.
 */
export function slidingProduct(
  x: usize, w: usize, y: usize, images: i32, rows: i32, columns: i32,
  xImage: i32, xRow: i32, xColumn: i32, yImage: i32, yRow: i32, yColumn: i32,
  runs: i32, runLength: i32, runStride: i32, outputs: i32,
): void {
  const pixels = images * rows * columns;
  const run = bytes(runLength);
  const wholeRun = bytes(runLength & ~${STEPS - 1});
  const runGap = bytes(runStride - runLength);
  const xStep = bytes(xColumn);
  const yStep = bytes(yColumn);
  const xNextRow = bytes(xRow - columns * xColumn);
  const yNextRow = bytes(yRow - columns * yColumn);
  const xNextImage = bytes(xImage - rows * xRow);
  const yNextImage = bytes(yImage - rows * yRow);
  for (let output: i32 = 0; output < outputs; output += 8) {
    const width = outputs - output;
    let from = x;
    let to = y + (<usize>output << 2);
    let row: i32 = 0;
    let column: i32 = 0;
    for (let pixel: i32 = 0; pixel < pixels; pixel += 6) {
      const left = pixels - pixel;
      let p = from;
${
    eachRow((row) =>
      `${row === 0 ? "" : `const d${row} = from - p; `}const y${row} = to; ` +
      `if (left > ${row + 1}) { from += xStep; to += yStep; ` +
      "if (++column == columns) { column = 0; from += xNextRow; to += yNextRow; " +
      "if (++row == rows) { row = 0; from += xNextImage; to += yNextImage; } } }", 6)
  }
${declareSums()}
      let b = w;
      for (let r: i32 = 0; r < runs; r++) {
        const end = p + run;
        const whole = p + wholeRun;
${steps("p", 8, "p += 4; b += 32;")}
        p += runGap;
      }
      if (width >= 8) {
${
    eachRow((row) => {
      const both = HALVES.map((half) => `v128.store(y${row}, c${row}${half}, ${half * 16});`);
      return `${row === 0 ? "" : `if (left > ${row}) `}{ ${both.join(" ")} }`;
    }, 8)
  }
      } else {
${
    eachRow((row) =>
      `${row === 0 ? "" : `if (left > ${row}) `}storePart(y${row}, c${row}0, c${row}1, width);`, 8)
  }
      }
    }
    w += <usize>(runs * runLength) << 5;
  }
}`;
}

/** A filter gradient: tiles of 6 taps and 8 outputs. */
function slidingContraction(): string {
  return `/**
 * Contraction of windows that slide over images with gradients of outputs, \`dw[run * runLength + k][output] +=
 * sum over image, row, column of x[image * xImage + row * xRow + column * xColumn + run * runStride + k] *
 * dy[image * dyImage + row * dyRow + column * dyColumn + output]\`. Reads up to 7 floats beyond the last of dy,
 * which must lie inside the memory.
 *
 * @param dwStride Floats from one tap of dw to the next.
 */
export function slidingContraction(
  x: usize, dy: usize, dw: usize, images: i32, rows: i32, columns: i32,
  xImage: i32, xRow: i32, xColumn: i32, dyImage: i32, dyRow: i32, dyColumn: i32,
  runs: i32, runLength: i32, runStride: i32, outputs: i32, dwStride: i32,
): void {
  const taps = runs * runLength;
  const xStep = bytes(xColumn);
  const dyStep = bytes(dyColumn);
  const xNextRow = bytes(xRow - columns * xColumn);
  const dyNextRow = bytes(dyRow - columns * dyColumn);
  const xNextImage = bytes(xImage - rows * xRow);
  const dyNextImage = bytes(dyImage - rows * dyRow);
  const line = <usize>columns * dyStep;
  const wholeLine = <usize>(columns & ~${STEPS - 1}) * dyStep;
  for (let output: i32 = 0; output < outputs; output += 8) {
    const width = outputs - output;
    let from = x;
    let k: i32 = 0;
    for (let tap: i32 = 0; tap < taps; tap += 6) {
      const left = taps - tap;
      let p = from;
${
    eachRow((row) =>
      `${row === 0 ? "" : `const d${row} = from - p; `}if (left > ${row + 1}) { from += 4; ` +
      "if (++k == runLength) { k = 0; from += bytes(runStride - runLength); } }", 6)
  }
${declareSums()}
      let b = dy + (<usize>output << 2);
      for (let image: i32 = 0; image < images; image++) {
        for (let row: i32 = 0; row < rows; row++) {
          const end = b + line;
          const whole = b + wholeLine;
${steps("b", 10, "p += xStep; b += dyStep;")}
          p += xNextRow;
          b += dyNextRow;
        }
        p += xNextImage;
        b += dyNextImage;
      }
      let to = dw + bytes(tap * dwStride + output);
      if (width >= 8) {
${
    eachRow((row) => {
      const both = HALVES.map((half) =>
        `v128.store(to, f32x4.add(v128.load(to, ${half * 16}), c${row}${half}), ${half * 16});`
      );
      return `${row === 0 ? "" : `if (left > ${row}) `}{ ${
        both.join(" ")
      } } to += bytes(dwStride);`;
    }, 8)
  }
      } else {
${
    eachRow((row) =>
      `${
        row === 0 ? "" : `if (left > ${row}) `
      }addPart(to, c${row}0, c${row}1, width); to += bytes(dwStride);`, 8)
  }
      }
    }
  }
}`;
}
