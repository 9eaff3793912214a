import type { Model, ProblemShape } from "../../src/contract/mod.ts";
import {
  backboneFeatures,
  convNormRelu,
  createParameters,
  linear,
  predict,
} from "../../src/nn/mod.ts";
import type { Random } from "../../src/random/mod.ts";
import * as tf from "../../src/tensor/tf.ts";
import { cnnOptionsSchema } from "./options.ts";
import { planCnn } from "./plan.ts";

/**
 * Builds the CNN baseline: a backbone, a head and one prediction without ticks.
 *
 * @param options See {@link cnnOptionsSchema}.
 *
 * Source of the feed-forward head: the authors' comparison, paper appendix G.
 */
export function buildCnn(
  options: unknown,
  { shape, random }: { readonly shape: ProblemShape; readonly random: Random },
): Model {
  const { backbone, head, ...rest } = cnnOptionsSchema.parse(options);
  const { declarations } = planCnn({ backbone, head, ...rest }, shape);
  const parameters = createParameters(declarations, random.split("init"));
  return {
    parameters: parameters.trainable,
    buffers: parameters.buffers,
    ticks: 1,
    forward: (input, { mode, observe }) =>
      tf.tidy(() => {
        const features = backboneFeatures(backbone, parameters, { input, mode });
        observe?.("features", 0, features);
        const pool = (x: tf.Tensor4D) => tf.mean(x, [1, 2]);
        const hidden = head === "feed-forward"
          ? tf.relu(linear(parameters, "head.hidden", pool(features)))
          : pool(
            convNormRelu(parameters, "head.convolution", { x: features, mode, stride: 2 }),
          );
        return predict(parameters, tf.expandDims(hidden, 1), shape);
      }),
    dispose: parameters.dispose,
  };
}
