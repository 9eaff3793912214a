import { withGradient } from "../tensor/mod.ts";
import * as tf from "../tensor/tf.ts";

/**
 * Logarithm of an impossible event. Finite, because infinities cancel to NaN; so large that adding
 * the logarithm of anything possible leaves it as it is in float32.
 */
const IMPOSSIBLE = -1e30;

/** Below this no path is possible: the logarithms of possible paths stay far above. */
const SMALLEST_POSSIBLE = -1e29;

/**
 * Connectionist temporal classification: the negative log-likelihood of a sequence of symbols under
 * all ways to spread them over the ticks, where a tick shows its symbol, repeats the one before it
 * or is blank. Equal neighbours in the sequence need a blank between them.
 *
 * Paths are counted forwards and backwards in one recursion over twice the batch, in the log domain
 * and on the device: nothing is read back.
 *
 * @param logits `[batch, ticks, classes]`, finite.
 * @param targets Symbols, `[batch, length]`, int32, none of them blank.
 * @param options `blank`: the class that stands for no symbol.
 * @returns Of each example, `[batch]`, natural logarithm. Where the ticks are too few for the
 *   symbols it is infinite and the gradient NaN, as in PyTorch (`zero_infinity = False`).
 * @throws {RangeError} Without symbols or ticks.
 *
 * Source: Graves et al. 2006, "Connectionist Temporal Classification", sections 4.1 and 4.2.
 */
export function ctcLoss(
  logits: tf.Tensor3D,
  targets: tf.Tensor2D,
  { blank }: { readonly blank: number },
): tf.Tensor1D {
  const [batch, ticks, classes] = logits.shape;
  const length = targets.shape[1];
  if (length === 0 || ticks === 0) {
    throw new RangeError(`Cannot align ${length} symbols with ${ticks} ticks`);
  }
  const states = 2 * length + 1;
  return withGradient(
    [logits],
    (logits) => {
      const symbols = withBlanks(targets, blank);
      const shown = tf.cast(tf.oneHot(symbols, classes), "float32") as tf.Tensor3D;
      const logProbability = tf.logSoftmax(logits) as tf.Tensor3D;
      const emission = tf.matMul(logProbability, shown, false, true) as tf.Tensor3D;
      // Read from the end, a sequence is a sequence: its prefixes are the suffixes of the first.
      const prefixes = prefixLogProbabilities(
        tf.concat([emission, tf.reverse(emission, [1, 2])], 0),
        tf.concat([skipPenalty(symbols), skipPenalty(tf.reverse(symbols, 1))], 0),
      );
      const size = [batch, ticks, states];
      const forward = tf.slice(prefixes, [0, 0, 0], size);
      const backward = tf.reverse(tf.slice(prefixes, [batch, 0, 0], size), [1, 2]);
      // Both count what the tick itself shows.
      const through = tf.sub(tf.add(forward, backward), emission) as tf.Tensor3D;
      const total = tf.logSumExp(
        tf.slice(forward, [0, ticks - 1, states - 2], [batch, 1, 2]),
        [1, 2],
      ) as tf.Tensor1D;
      const possible = tf.greater(total, SMALLEST_POSSIBLE);
      return {
        value: tf.where(possible, tf.neg(total), tf.fill([batch], Infinity)) as tf.Tensor1D,
        saved: [logProbability, shown, through, possible],
      };
    },
    (gradient, logProbability, shown, through, possible) => {
      // Some state holds at every tick: normalising makes the posterior independent of the
      // rounding that the recursion gathers.
      const posterior = tf.matMul(tf.softmax(through), shown);
      const scale = tf.where(possible as tf.Tensor1D, gradient, tf.fill([batch], NaN));
      return [
        tf.mul(tf.sub(tf.exp(logProbability), posterior), tf.reshape(scale, [batch, 1, 1])),
      ];
    },
  );
}

/** The symbols with a blank before, between and after them, `[batch, 2 * length + 1]`, int32. */
function withBlanks(targets: tf.Tensor2D, blank: number): tf.Tensor2D {
  const [batch, length] = targets.shape;
  const before = tf.fill([batch, length], blank, "int32");
  const pairs = tf.reshape(tf.stack([before, targets], 2), [batch, 2 * length]);
  return tf.concat([pairs, tf.fill([batch, 1], blank, "int32")], 1) as tf.Tensor2D;
}

/**
 * Whether a state may follow the second one before it, leaving out a blank: `[batch, states]`, 0 or
 * {@link IMPOSSIBLE}. A blank may not leave out a symbol, nor a symbol the blank that parts it from
 * its equal.
 */
function skipPenalty(symbols: tf.Tensor2D): tf.Tensor2D {
  const [batch, states] = symbols.shape;
  const size: [number, number] = [batch, states - 2];
  const equal = tf.equal(tf.slice(symbols, [0, 2], size), tf.slice(symbols, [0, 0], size));
  const penalty = tf.mul(tf.cast(equal, "float32"), IMPOSSIBLE) as tf.Tensor2D;
  return tf.pad(penalty, [[0, 0], [2, 0]], IMPOSSIBLE);
}

/**
 * Log-probability of all paths that reach a state at a tick, what they show up to that tick
 * included.
 *
 * @param emission Log-probability that a tick shows what a state stands for, `[rows, ticks,
 *   states]`.
 * @returns `[rows, ticks, states]`.
 */
function prefixLogProbabilities(emission: tf.Tensor3D, skip: tf.Tensor2D): tf.Tensor3D {
  const [rows, , states] = emission.shape;
  const [first, ...rest] = tf.unstack(emission, 1) as tf.Tensor2D[];
  const start = Float32Array.from({ length: states }, (_, state) => state < 2 ? 0 : IMPOSSIBLE);
  const reached = [tf.add(first!, tf.tensor1d(start)) as tf.Tensor2D];
  for (const shown of rest) {
    reached.push(tf.tidy(() => {
      const stay = reached.at(-1)!;
      const padded = tf.pad(stay, [[0, 0], [2, 0]], IMPOSSIBLE);
      const next = tf.slice(padded, [0, 1], [rows, states]);
      const leap = tf.add(tf.slice(padded, [0, 0], [rows, states]), skip);
      const largest = tf.maximum(tf.maximum(stay, next), leap);
      const sum = tf.addN([stay, next, leap].map((path) => tf.exp(tf.sub(path, largest))));
      return tf.add(tf.add(largest, tf.log(sum)), shown) as tf.Tensor2D;
    }));
  }
  return tf.stack(reached, 1) as tf.Tensor3D;
}
