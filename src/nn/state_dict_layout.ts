/** How a tensor of the authors' PyTorch code is laid out in ours. */
export type Layout =
  | "same"
  /** `[outputs, inputs]` to `[inputs, outputs]`. */
  | "linear"
  /** `[outputs, inputs, height, width]` to `[height, width, inputs, outputs]`. */
  | "convolution"
  /** `[outputs, inputs, 1, 1]` to `[inputs, outputs]`. */
  | "pointwise"
  /** `[inputs, outputs, neurons]` to `[neurons, inputs, outputs]`. */
  | "nlm"
  /** `[1, neurons, outputs]` to `[neurons, 1, outputs]`; the order of elements is the same. */
  | "nlm-bias";

/** Their elements in our order. @param shape Their shape. */
export function fromStateDict(
  values: ArrayLike<number>,
  shape: readonly number[],
  layout: Layout,
): Float32Array {
  return permute(values, shape, permutationOf(layout));
}

/** Our elements in their order. @param shape Our shape. */
export function toStateDict(
  values: ArrayLike<number>,
  shape: readonly number[],
  layout: Layout,
): Float32Array {
  const order = permutationOf(layout);
  if (order === null) return Float32Array.from(values);
  if (layout === "pointwise") shape = [1, 1, ...shape];
  return permute(values, shape, order.map((_, axis) => order.indexOf(axis)));
}

/** Axis k of ours is axis `order[k]` of theirs; `null` where the order of elements is the same. */
function permutationOf(layout: Layout): readonly number[] | null {
  switch (layout) {
    case "same":
    case "nlm-bias":
      return null;
    case "linear":
      return [1, 0];
    case "convolution":
    case "pointwise":
      return [2, 3, 1, 0];
    case "nlm":
      return [2, 0, 1];
    default:
      return layout satisfies never;
  }
}

function permute(
  values: ArrayLike<number>,
  shape: readonly number[],
  order: readonly number[] | null,
): Float32Array {
  if (order === null) return Float32Array.from(values);
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
  const result = new Float32Array(values.length);
  const index = new Array<number>(shape.length).fill(0);
  for (let i = 0; i < result.length; i++) {
    result[i] = values[order.reduce((sum, axis, k) => sum + index[k]! * strides[axis]!, 0)]!;
    for (let k = order.length - 1; k >= 0; k--) {
      if (++index[k]! < shape[order[k]!]!) break;
      index[k] = 0;
    }
  }
  return result;
}
