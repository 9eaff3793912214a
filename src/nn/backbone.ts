import type { Mode } from "../contract/mod.ts";
import { affine } from "../tensor/mod.ts";
import * as tf from "../tensor/tf.ts";
import type { Backbone } from "./backbone_plan.ts";
import { convNormRelu } from "./conv_norm.ts";
import { mnistFeatures } from "./mnist_backbone.ts";
import type { Parameters } from "./parameters.ts";
import { resnetFeatures } from "./resnet.ts";
import { shallowWideFeatures } from "./shallow_wide.ts";

/** What a backbone reads, and whether its batch normalisation learns from it. */
interface BackboneInput {
  readonly input: tf.Tensor4D;
  readonly mode: Mode;
}

/**
 * The feature map of a backbone.
 *
 * @param input `[batch, height, width, channels]`; for parity `[batch, length, 1, 1]` of -1 and 1.
 * @returns `[batch, height', width', channels']`, the shape that {@link planBackbone} announces.
 */
export function backboneFeatures(
  backbone: Backbone,
  parameters: Parameters,
  reading: BackboneInput,
): tf.Tensor4D {
  switch (backbone.kind) {
    case "none":
      return reading.input;
    case "small-conv":
      return smallConvFeatures(backbone.layers, parameters, reading);
    case "resnet":
      return resnetFeatures(backbone, parameters, reading);
    case "shallow-wide":
      return shallowWideFeatures(parameters, reading);
    case "mnist":
      return mnistFeatures(parameters, reading);
    case "parity":
      return parityFeatures(parameters, reading.input);
    default:
      return backbone satisfies never;
  }
}

function smallConvFeatures(
  layers: Extract<Backbone, { kind: "small-conv" }>["layers"],
  parameters: Parameters,
  { input, mode }: BackboneInput,
): tf.Tensor4D {
  return tf.tidy(() =>
    layers.reduce(
      (x, { stride }, i) =>
        convNormRelu(parameters, `backbone.${i}`, { x, mode, stride, inputGradient: i > 0 }),
      input,
    )
  );
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
