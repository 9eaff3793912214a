/** The affine part of a layer normalisation and the linear map that follows it. @internal */
export interface NormedMap {
  /** `[width]`. */
  readonly scale: Float32Array;
  readonly shift: Float32Array;
  /** `[width, columns]`, of which those from `first` on follow the normalisation. */
  readonly weight: Float32Array;
  /** `[columns]`. */
  readonly bias: Float32Array;
  readonly first: number;
}

/**
 * Folds the affine part into the map: `(n scale + shift) W + b = n (scale W) + (shift W + b)`.
 *
 * @param folded `[width, outputs]`, then `[outputs]`, to be written.
 * @internal
 */
export function foldNorm(
  { scale, shift, weight, bias, first }: NormedMap,
  folded: Float32Array,
): void {
  const [width, columns] = [scale.length, bias.length];
  const outputs = columns - first;
  const sums = Float64Array.from(bias.subarray(first));
  for (let i = 0; i < width; i++) {
    for (let j = 0; j < outputs; j++) {
      const entry = weight[i * columns + first + j]!;
      folded[i * outputs + j] = scale[i]! * entry;
      sums[j]! += shift[i]! * entry;
    }
  }
  folded.set(sums, width * outputs);
}

/**
 * Takes the gradient of what {@link foldNorm} made apart; columns before `first` stay as they are.
 *
 * @param gradient Of the folded map, in the same order.
 * @param to Where the gradients of the parts go.
 * @internal
 */
export function unfoldNorm(
  { scale, shift, weight, bias, first }: NormedMap,
  gradient: Float32Array,
  to: NormedMap,
): void {
  const [width, columns] = [scale.length, bias.length];
  const outputs = columns - first;
  const sums = gradient.subarray(width * outputs);
  to.bias.set(sums, first);
  for (let i = 0; i < width; i++) {
    let [scaled, shifted] = [0, 0];
    for (let j = 0; j < outputs; j++) {
      const [own, sum] = [gradient[i * outputs + j]!, sums[j]!];
      const entry = weight[i * columns + first + j]!;
      to.weight[i * columns + first + j] = scale[i]! * own + shift[i]! * sum;
      scaled += entry * own;
      shifted += entry * sum;
    }
    to.scale[i] = scaled;
    to.shift[i] = shifted;
  }
}
