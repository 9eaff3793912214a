import { pairProducts, type RowSelection } from "../tensor/mod.ts";
import * as tf from "../tensor/tf.ts";

/** Decay parameters are kept in this range by a projection before every forward pass. */
const LARGEST_DECAY = 15;

/**
 * Projects decay parameters to [0, 15] in place, outside the gradient: a clip inside it would kill
 * the gradient of a decay that once became negative.
 */
export function projectDecay(decay: tf.Variable): void {
  tf.tidy(() => decay.assign(tf.clipByValue(decay, 0, LARGEST_DECAY)));
}

/**
 * Decay parameters clipped to [0, 15] inside the gradient, as the authors' sorting model has it: one
 * that became negative gets no gradient.
 */
export function clipDecay(decay: tf.Tensor1D): tf.Tensor1D {
  return tf.clipByValue(decay, 0, LARGEST_DECAY);
}

/** The running sums behind a synchronisation vector. */
export interface SynchronisationState {
  /** Decayed sum of products, `[entries, batch]`. */
  readonly products: tf.Tensor2D;
  /** Decayed count of the terms, `[entries, 1]`. */
  readonly count: tf.Tensor2D;
}

/**
 * The state after the first term, the products of the start activations.
 *
 * @param postActivations `[neurons, batch]`.
 */
export function startSynchronisation(
  postActivations: tf.Tensor2D,
  pairs: RowSelection,
): SynchronisationState {
  const products = pairProducts(postActivations, pairs);
  return { products, count: tf.ones([products.shape[0], 1]) };
}

/**
 * Adds the products of one tick: both sums decay by `retention` first.
 *
 * @param next `postActivations` `[neurons, batch]`; `retention` `[entries, 1]`, `exp(-decay)`.
 *
 * Source: paper, section 3.4 and its recursive form in the appendix.
 */
export function addToSynchronisation(
  state: SynchronisationState,
  next: {
    readonly postActivations: tf.Tensor2D;
    readonly pairs: RowSelection;
    readonly retention: tf.Tensor2D;
  },
): SynchronisationState {
  const { postActivations, pairs, retention } = next;
  return {
    products: tf.add(tf.mul(state.products, retention), pairProducts(postActivations, pairs)),
    count: tf.add(tf.mul(state.count, retention), 1),
  };
}

/** The synchronisation, `products / sqrt(count)`, `[entries, batch]`. */
export function synchronisation({ products, count }: SynchronisationState): tf.Tensor2D {
  // The count is at least 1, so no epsilon is needed.
  return tf.mul(products, tf.rsqrt(count));
}
