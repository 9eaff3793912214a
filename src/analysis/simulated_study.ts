import { integrate } from "./integrate.ts";
import { normalDensity } from "./normal.ts";
import type { ComparedSide } from "./pair_runs.ts";

/** An invented study whose true difference is known. */
export interface SimulatedStudy {
  /** S. */
  readonly seeds: number;
  /** n. */
  readonly examples: number;
  /** Expected accuracy of the right side over all seeds and examples. */
  readonly baseline: number;
  /** Expected difference, left minus right. */
  readonly difference: number;
}

/** Standard deviations of the logit of a right answer. */
const SPREAD = {
  /** How easy an example is, the same for both sides. */
  example: 1,
  /** How much one side finds the example easier than that. */
  ownExample: 0.5,
  /** How much better one trained network is than its siblings. */
  seed: 0.15,
} as const;

const TOTAL_SPREAD = Math.hypot(SPREAD.example, SPREAD.ownExample, SPREAD.seed);

/** Draws one study after the other. */
export type StudySource = (
  draw: () => number,
) => { readonly left: ComparedSide; readonly right: ComparedSide };

/**
 * A source of studies: networks crossed with examples, answers right with the probability
 * logistic(level + easiness of the example + that for this side + goodness of the network). Fresh
 * networks and fresh examples each time, so the population scope is what it is about.
 *
 * @returns Takes a generator of numbers in [0, 1).
 *
 * Source: statistical protocol, 3.4.
 */
export function simulatedStudies(
  { seeds, examples, baseline, difference }: SimulatedStudy,
): StudySource {
  const side = (label: string, accuracy: number) => {
    const level = levelOf(accuracy);
    return (easiness: Float64Array, draw: () => number): ComparedSide => {
      const own = easiness.map((one) => level + one + SPREAD.ownExample * normal(draw));
      const runs = Array.from({ length: seeds }, (_, index) => {
        const goodness = SPREAD.seed * normal(draw);
        const correct = own.map((logit) => draw() < logistic(logit + goodness) ? 1 : 0);
        return {
          seed: index + 1,
          correct,
          accuracy: correct.reduce((sum, one) => sum + one, 0) / examples,
          examples,
          exampleIds: "simulated",
          diverged: false,
        };
      });
      return { label, runs, validationError: 1 - accuracy };
    };
  };
  const left = side("left", baseline + difference);
  const right = side("right", baseline);
  return (draw) => {
    const easiness = Float64Array.from({ length: examples }, () => SPREAD.example * normal(draw));
    return { left: left(easiness, draw), right: right(easiness, draw) };
  };
}

/**
 * The level at which the expected accuracy over networks and examples is `accuracy`: exactly, as a
 * study at the margin must be at the margin.
 *
 * @throws {RangeError} If `accuracy` is not strictly between 0 and 1.
 */
export function levelOf(accuracy: number): number {
  if (!(accuracy > 0 && accuracy < 1)) {
    throw new RangeError(`An expected accuracy lies between 0 and 1, got ${accuracy}`);
  }
  let low = -50;
  let high = 50;
  while (high - low > 1e-13) {
    const middle = (low + high) / 2;
    if (expectedAccuracy(middle) < accuracy) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** The mean of logistic(level + normal with the total spread). */
export function expectedAccuracy(level: number): number {
  return integrate((z) => normalDensity(z) * logistic(level + TOTAL_SPREAD * z), [-10, 10], 40);
}

function logistic(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}

/** Box and Muller. */
function normal(draw: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw());
}
