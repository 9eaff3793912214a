// Losses of predictions `[batch, ticks, positions, classes]`.
import { logarithm } from "./logarithm";
import { at, bytes, exponential, sumLanes } from "./vector";

/** Largest of `count` floats; a NaN among them does not count. */
@inline
function largest(x: usize, count: i32): f32 {
  let most = load<f32>(x);
  for (let i: i32 = 1; i < count; i++) {
    const value = load<f32>(at(x, i));
    if (!(most >= value)) most = value;
  }
  return most;
}

/** `exp(x)` of one float. */
@inline
function exponentialOf(x: f32): f32 {
  return f32x4.extract_lane(exponential(f32x4.splat(x)), 0);
}

/** Sum of `exp(x - most)`. */
@inline
function sumOfExponentials(x: usize, count: i32, most: f32): f32 {
  const shift = f32x4.splat(most);
  let sums = f32x4.splat(0);
  let i: i32 = 0;
  for (; i + 4 <= count; i += 4) {
    sums = f32x4.add(sums, exponential(f32x4.sub(v128.load(at(x, i)), shift)));
  }
  let sum = sumLanes(sums);
  for (; i < count; i++) sum += exponentialOf(load<f32>(at(x, i)) - most);
  return sum;
}

/**
 * Cross-entropy of every position at every tick; 0 where the target is no class.
 *
 * @param targets `[batch, positions]`, 32-bit integers. @param logSums Becomes the logarithm of the
 * sum of exponentials of every position at every tick. @param mean 1 for the mean over positions,
 * `[batch, ticks]`; 0 for `[batch, ticks, positions]`.
 */
export function crossEntropy(
  logits: usize,
  targets: usize,
  losses: usize,
  logSums: usize,
  batch: i32,
  ticks: i32,
  positions: i32,
  classes: i32,
  mean: i32,
): void {
  for (let example: i32 = 0; example < batch; example++) {
    for (let tick: i32 = 0; tick < ticks; tick++) {
      let sum: f32 = 0;
      for (let position: i32 = 0; position < positions; position++) {
        const most = largest(logits, classes);
        const logSum = most + logarithm(sumOfExponentials(logits, classes, most));
        const target = load<i32>(at(targets, position));
        let loss: f32 = 0;
        if (target >= 0 && target < classes) loss = logSum - load<f32>(at(logits, target));
        store<f32>(logSums, logSum);
        if (mean) {
          sum += loss;
        } else {
          store<f32>(losses, loss);
          losses += 4;
        }
        logSums += 4;
        logits += bytes(classes);
      }
      if (mean) {
        store<f32>(losses, sum / <f32> positions);
        losses += 4;
      }
    }
    targets += bytes(positions);
  }
}

/** Gradient of {@link crossEntropy}: `dy * (softmax - 1 at the target)`. */
export function crossEntropyGradient(
  logits: usize,
  targets: usize,
  logSums: usize,
  dy: usize,
  dx: usize,
  batch: i32,
  ticks: i32,
  positions: i32,
  classes: i32,
  mean: i32,
): void {
  for (let example: i32 = 0; example < batch; example++) {
    for (let tick: i32 = 0; tick < ticks; tick++) {
      for (let position: i32 = 0; position < positions; position++) {
        const d = mean ? load<f32>(dy) / <f32> positions : load<f32>(dy);
        const target = load<i32>(at(targets, position));
        const known = target >= 0 && target < classes;
        const factor: f32 = known ? d : 0;
        const factors = f32x4.splat(factor);
        const logSum = load<f32>(logSums);
        const shift = f32x4.splat(logSum);
        let i: i32 = 0;
        for (; i + 4 <= classes; i += 4) {
          const share = exponential(f32x4.sub(v128.load(at(logits, i)), shift));
          v128.store(at(dx, i), f32x4.mul(share, factors));
        }
        for (; i < classes; i++) {
          store<f32>(at(dx, i), exponentialOf(load<f32>(at(logits, i)) - logSum) * factor);
        }
        if (known) {
          const share = exponentialOf(load<f32>(at(logits, target)) - logSum);
          store<f32>(at(dx, target), (share - 1) * d);
        }
        logSums += 4;
        logits += bytes(classes);
        dx += bytes(classes);
        if (!mean || position == positions - 1) dy += 4;
      }
    }
    targets += bytes(positions);
  }
}

/**
 * `1 - entropy / log(classes)` of the softmax, averaged over positions.
 *
 * @param predictions Number of ticks of all examples.
 */
export function certainty(
  logits: usize,
  out: usize,
  predictions: i32,
  positions: i32,
  classes: i32,
): void {
  const most = logarithm(<f32> classes);
  for (let prediction: i32 = 0; prediction < predictions; prediction++) {
    let sum: f32 = 0;
    for (let position: i32 = 0; position < positions; position++) {
      const shift = largest(logits, classes);
      const shifts = f32x4.splat(shift);
      let weights = f32x4.splat(0);
      let products = f32x4.splat(0);
      let i: i32 = 0;
      for (; i + 4 <= classes; i += 4) {
        const below = f32x4.sub(v128.load(at(logits, i)), shifts);
        const weight = exponential(below);
        weights = f32x4.add(weights, weight);
        products = f32x4.add(products, f32x4.mul(weight, below));
      }
      let weight = sumLanes(weights);
      let product = sumLanes(products);
      for (; i < classes; i++) {
        const below = load<f32>(at(logits, i)) - shift;
        const own = exponentialOf(below);
        weight += own;
        product += own * below;
      }
      sum += (logarithm(weight) - product / weight) / most;
      logits += bytes(classes);
    }
    store<f32>(at(out, prediction), 1 - sum / <f32> positions);
  }
}

/**
 * The mean of the loss at the tick of minimum loss and at the readout tick, summed over the batch and
 * divided by its size; `share[example][tick]` becomes its gradient.
 *
 * @param losses `[batch, ticks]`. @param readout `[batch]`, 32-bit integers.
 */
export function twoTickLoss(
  losses: usize,
  readout: usize,
  share: usize,
  out: usize,
  batch: i32,
  ticks: i32,
): void {
  const whole: f32 = <f32> batch * 2;
  memory.fill(share, 0, bytes(batch * ticks));
  let sum: f32 = 0;
  for (let example: i32 = 0; example < batch; example++) {
    let best: i32 = 0;
    for (let tick: i32 = 1; tick < ticks; tick++) {
      if (load<f32>(at(losses, tick)) < load<f32>(at(losses, best))) best = tick;
    }
    const read = load<i32>(at(readout, example));
    store<f32>(at(share, best), 1 / whole);
    if (read >= 0 && read < ticks) {
      const chosen: f32 = read == best ? 2 : 1;
      store<f32>(at(share, read), chosen / whole);
    }
    // All ticks take part, so that one that is not a number makes the loss none.
    for (let tick: i32 = 0; tick < ticks; tick++) {
      sum += load<f32>(at(losses, tick)) * load<f32>(at(share, tick));
    }
    losses += bytes(ticks);
    share += bytes(ticks);
  }
  store<f32>(out, sum);
}
