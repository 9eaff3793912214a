import type { Layout } from "../nn/state_dict_layout.ts";

/** The shape of a tensor in the authors' code, from ours. */
export function theirShape(shape: readonly number[], layout: Layout): number[] {
  switch (layout) {
    case "same":
      return [...shape];
    case "linear": {
      const [inputs, outputs] = shape as [number, number];
      return [outputs, inputs];
    }
    case "convolution": {
      const [height, width, inputs, outputs] = shape as [number, number, number, number];
      return [outputs, inputs, height, width];
    }
    case "pointwise": {
      const [inputs, outputs] = shape as [number, number];
      return [outputs, inputs, 1, 1];
    }
    case "nlm": {
      const [neurons, inputs, outputs] = shape as [number, number, number];
      return [inputs, outputs, neurons];
    }
    case "nlm-bias": {
      const [neurons, one, outputs] = shape as [number, number, number];
      return [one, neurons, outputs];
    }
    default:
      return layout satisfies never;
  }
}
