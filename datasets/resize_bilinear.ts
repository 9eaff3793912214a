/**
 * Enlarges square images of one channel. Pixel centres lie at half-integers, each new pixel is the
 * linear interpolation of its four neighbours, and outside the border pixels go on (PyTorch's
 * `interpolate` with mode "bilinear", align_corners false).
 *
 * @param images `[examples, from, from]`, row-major.
 * @param sides Pixels per side before (`from`) and after (`to`).
 * @returns `[examples, to, to]`, row-major.
 * @throws {RangeError} For a smaller `to`, which would have to be smoothed, and for images of
 * another size.
 */
export function resizeBilinear(
  images: Uint8Array | Float32Array,
  { from, to }: { readonly from: number; readonly to: number },
): Float32Array<ArrayBuffer> {
  if (to < from) throw new RangeError(`Cannot enlarge from ${from} to ${to} pixels per side`);
  const examples = images.length / (from * from);
  if (!Number.isInteger(examples)) {
    throw new RangeError(`Cannot read ${images.length} pixels as images of ${from} x ${from}`);
  }
  const { low, high, weight } = neighbours(from, to);
  const resized = new Float32Array(examples * to * to);
  let place = 0;
  for (let example = 0; example < examples; example++) {
    const image = example * from * from;
    for (let row = 0; row < to; row++) {
      const above = image + low[row]! * from;
      const below = image + high[row]! * from;
      for (let column = 0; column < to; column++) {
        const left = low[column]!;
        const right = high[column]!;
        const upper = mix(images[above + left]!, images[above + right]!, weight[column]!);
        const lower = mix(images[below + left]!, images[below + right]!, weight[column]!);
        resized[place++] = mix(upper, lower, weight[row]!);
      }
    }
  }
  return resized;
}

/** Along one side, the old pixels around each new one and the weight of the higher, `[to]` each. */
function neighbours(from: number, to: number) {
  const low = new Uint32Array(to);
  const high = new Uint32Array(to);
  const weight = new Float64Array(to);
  for (let index = 0; index < to; index++) {
    const place = Math.max(0, ((index + 0.5) * from) / to - 0.5);
    low[index] = Math.floor(place);
    high[index] = Math.min(low[index]! + 1, from - 1);
    weight[index] = place - low[index]!;
  }
  return { low, high, weight };
}

function mix(one: number, other: number, weight: number): number {
  return one + (other - one) * weight;
}
