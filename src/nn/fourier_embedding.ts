import { glu, matMul } from "../tensor/mod.ts";
import * as tf from "../tensor/tf.ts";
import { linear, norm } from "./layers.ts";
import type { Parameters } from "./parameters.ts";

/**
 * Learnable Fourier features of the places of a map: cosines and sines of learned combinations of the
 * coordinates, through two linear layers.
 *
 * @param name Under which `declareFourier` declared its parameters.
 * @param map `height` and `width`, each at least 2.
 * @returns `[height * width, channels]`, row after row.
 *
 * Source: Li et al. 2021, arXiv:2106.02795, section 3, with the authors' gated layer.
 */
export function fourierEmbedding(
  parameters: Parameters,
  name: string,
  map: { readonly height: number; readonly width: number },
): tf.Tensor2D {
  return tf.tidy(() => {
    const angles = matMul(coordinates(map), parameters.get<tf.Tensor2D>(`${name}.frequencies`));
    const both = tf.concat([tf.cos(angles), tf.sin(angles)], 1);
    const waves = tf.div(both, Math.sqrt(both.shape[1]!));
    const hidden = glu(linear(parameters, `${name}.first`, waves));
    return norm(parameters, `${name}.norm`, linear(parameters, `${name}.second`, hidden));
  }) as tf.Tensor2D;
}

/** `[height * width, 2]`: column, then row, both from 0 to 1. */
function coordinates(
  { height, width }: { readonly height: number; readonly width: number },
): tf.Tensor2D {
  const places = Array.from({ length: height * width }, (_, place) => [
    place % width / (width - 1),
    Math.floor(place / width) / (height - 1),
  ]);
  return tf.tensor2d(places);
}
