import type { Mode } from "../contract/mod.ts";
import { affine, conv2d, maxPool } from "../tensor/mod.ts";
import * as tf from "../tensor/tf.ts";
import { type Backbone, residualBlocks } from "./backbone_plan.ts";
import { batchNormalise } from "./layers.ts";
import type { Parameters } from "./parameters.ts";

/**
 * The feature map of a backbone.
 *
 * @param input `[batch, height, width, channels]`; for parity `[batch, length, 1, 1]` of -1 and 1.
 * @returns `[batch, height', width', channels']`, the shape that {@link planBackbone} announces.
 */
export function backboneFeatures(
  backbone: Backbone,
  parameters: Parameters,
  { input, mode }: { readonly input: tf.Tensor4D; readonly mode: Mode },
): tf.Tensor4D {
  switch (backbone.kind) {
    case "none":
      return input;
    case "parity":
      return parityFeatures(parameters, input);
    case "small-conv":
      return tf.tidy(() =>
        backbone.layers.reduce(
          (x, { stride }, i) =>
            convNormRelu(parameters, `backbone.${i}`, {
              x,
              mode,
              stride,
              inputGradient: i > 0,
            }),
          input,
        )
      );
    case "resnet18":
      return tf.tidy(() => resnetFeatures(parameters, { input, mode, cut: backbone.cut }));
    default:
      return backbone satisfies never;
  }
}

/** Options of {@link convNormRelu}. */
export interface ConvNormOptions {
  readonly x: tf.Tensor4D;
  readonly mode: Mode;
  readonly stride: number;
  readonly inputGradient?: boolean;
}

/** Convolution padded by half its width, batch normalisation and ReLU. */
export function convNormRelu(
  parameters: Parameters,
  name: string,
  options: ConvNormOptions,
): tf.Tensor4D {
  return tf.relu(convNorm(parameters, name, options));
}

function convNorm(
  parameters: Parameters,
  name: string,
  { x, mode, stride, inputGradient }: ConvNormOptions,
): tf.Tensor4D {
  const filter = parameters.get<tf.Tensor4D>(`${name}.weight`);
  const padding = (filter.shape[0] - 1) / 2;
  const y = conv2d(x, filter, { stride, padding, inputGradient });
  return batchNormalise(parameters, `${name}.norm`, { x: y, mode }) as tf.Tensor4D;
}

function resnetFeatures(
  parameters: Parameters,
  { input, mode, cut }: { readonly input: tf.Tensor4D; readonly mode: Mode; readonly cut: number },
): tf.Tensor4D {
  const rgb = affine(
    input,
    parameters.get<tf.Tensor2D>("backbone.initialRgb.weight"),
    parameters.get("backbone.initialRgb.bias"),
  ) as tf.Tensor4D;
  const stem = convNormRelu(parameters, "backbone.stem", { x: rgb, mode, stride: 1 });
  return residualBlocks(cut).reduce((x, { name, inputs, outputs, stride }) => {
    const first = convNormRelu(parameters, `${name}.first`, { x, mode, stride });
    const second = convNorm(parameters, `${name}.second`, { x: first, mode, stride: 1 });
    const shortcut = inputs === outputs
      ? x
      : convNorm(parameters, `${name}.shortcut`, { x, mode, stride });
    return tf.relu(tf.add(second, shortcut)) as tf.Tensor4D;
  }, maxPool(stem, 3, { stride: 2, padding: 1 }));
}

/** Row 1 of the embedding for a 1, row 0 for anything else, as a product with one-hot rows. */
function parityFeatures(parameters: Parameters, input: tf.Tensor4D): tf.Tensor4D {
  return tf.tidy(() => {
    const embedding = parameters.get<tf.Tensor2D>("backbone.embedding");
    const [batch, height, width] = input.shape;
    const one = tf.cast(tf.equal(tf.reshape(input, [-1, 1]), 1), "float32");
    const oneHot = tf.concat([tf.sub(1, one), one], 1) as tf.Tensor2D;
    const zero = tf.zeros([embedding.shape[1]]) as tf.Tensor1D;
    const rows = affine(oneHot, embedding, zero);
    return tf.reshape(rows, [batch, height, width, embedding.shape[1]]);
  });
}
