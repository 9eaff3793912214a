import type { Mode, Model, ModelContext } from "../../src/contract/mod.ts";
import {
  backboneFeatures,
  convNormRelu,
  createDropout,
  createParameters,
  type Drop,
  linear,
  type Parameters,
  predict,
  requireMap,
} from "../../src/nn/mod.ts";
import { glu } from "../../src/tensor/mod.ts";
import * as tf from "../../src/tensor/tf.ts";
import { type CnnOptions, cnnOptionsSchema } from "./options.ts";
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
  { shape, random, replica }: ModelContext,
): Model {
  const resolved = cnnOptionsSchema.parse(options);
  const { declarations } = planCnn(resolved, shape);
  const parameters = createParameters(declarations, random.split("init"));
  const dropout = createDropout(random.split("dropout"), replica);
  return {
    parameters: parameters.trainable,
    buffers: parameters.buffers,
    ticks: 1,
    forward: (input, { mode, step, observe }) =>
      tf.tidy(() => {
        const map = requireMap(input);
        const features = backboneFeatures(resolved.backbone, parameters, { input: map, mode });
        observe?.("features", 0, features);
        const hidden = headUnits(resolved, parameters, {
          features,
          mode,
          drop: dropout.pass(mode, step),
        });
        return predict(parameters, tf.expandDims(hidden, 1), shape);
      }),
    dispose: parameters.dispose,
  };
}

/** What the output is made of, `[batch, width]`. */
function headUnits(
  { head, dropout }: CnnOptions,
  parameters: Parameters,
  { features, mode, drop }: {
    readonly features: tf.Tensor4D;
    readonly mode: Mode;
    readonly drop: Drop;
  },
): tf.Tensor2D {
  const pool = (x: tf.Tensor4D) => tf.mean(x, [1, 2]) as tf.Tensor2D;
  const hidden = (x: tf.Tensor) => linear(parameters, "head.hidden", x) as tf.Tensor2D;
  switch (head) {
    case "feed-forward":
      return drop(tf.relu(hidden(pool(features))), dropout);
    case "flatten":
      return drop(
        glu(hidden(tf.reshape(features, [features.shape[0], -1]))),
        dropout,
      ) as tf.Tensor2D;
    case "convolution":
      return pool(convNormRelu(parameters, "head.convolution", { x: features, mode, stride: 2 }));
    default:
      return head satisfies never;
  }
}
