/**
 * Invented predictions and accuracies on corrupted images, for the parts of a report that are made
 * from them. Nothing in them was trained.
 */
import { adaptiveFindings } from "../../src/analysis/adaptive.ts";
import { calibrationFindings } from "../../src/analysis/calibration.ts";
import type { Findings } from "../../src/analysis/findings.ts";
import { robustnessFindings } from "../../src/analysis/robustness.ts";
import { randomFromSeed } from "../../src/random/mod.ts";
import type { RunRecord } from "../../src/report/study.ts";
import {
  CORRUPTIONS,
  type Plan,
  type Predictions,
  type Robustness,
  STRENGTHS,
} from "../../src/spec/mod.ts";

const CLASSES = 10;
const EXAMPLES = 300;

/** What each corruption costs per strength, before the model's own frailty. */
const COSTS = { noise: 0.05, blur: 0.025, contrast: 0.02, shift: 0.09, occlusion: 0.06 } as const;

const remembered = new Map<string, Metrics>();

type Metrics = Pick<Findings, "calibration" | "adaptive" | "robustness">;

/**
 * Findings about invented predictions of the given runs: more ticks are better, easy examples are
 * certain early, and the LSTM is too sure of itself. Equal runs give equal findings.
 */
export function syntheticMetrics(plan: Plan, runs: readonly RunRecord[]): Metrics {
  const key = JSON.stringify(runs.map(({ id, outcome }) => [id, outcome.test.accuracy]));
  const known = remembered.get(key);
  if (known) return known;
  const { alpha } = plan.sweep;
  const trials = plan.trials.flatMap((trial, index) =>
    trial.role === "sweep" ? [] : [{ trial, runs: runs.filter((run) => run.trial === index) }]
  ).filter((one) => one.runs.length > 0);
  const labels = (role: string) =>
    trials.filter(({ trial }) => trial.role === role).map(({ trial }) => trial.label);
  const pairs = labels("reference").flatMap((left) =>
    labels("baseline").map((right) => ({ left, right }))
  );
  const answered = trials.map(({ trial, runs }) => ({
    label: trial.label,
    runs: runs.map(({ seed, outcome }) => {
      const diverged = outcome.status === "diverged";
      const made = (split: "test" | "validation") =>
        predictions({
          split,
          seed,
          model: trial.model,
          ticks: trial.cell.ticks,
          accuracy: outcome.test.accuracy,
        });
      return { seed, diverged, outcome, made };
    }),
  }));
  const metrics: Metrics = {
    calibration: calibrationFindings(
      answered.map(({ label, runs }) => ({
        label,
        runs: runs.map(({ seed, diverged, made }) => ({
          seed,
          diverged,
          predictions: diverged ? null : made("test"),
        })),
      })),
      { pairs, alpha },
    ),
    adaptive: adaptiveFindings(
      answered.map(({ label, runs }) => ({
        label,
        runs: runs.filter(({ diverged }) => !diverged).map(({ seed, made }) => ({
          seed,
          test: made("test"),
          validation: made("validation"),
        })),
      })),
      { alpha },
    ),
    robustness: robustnessFindings(
      answered.map(({ label, runs }) => ({
        label,
        runs: runs.map(({ seed, diverged, outcome }) => ({
          seed,
          diverged,
          robustness: diverged ? null : robustness(label, seed, outcome.test.accuracy),
        })),
      })),
      { pairs, alpha, chance: 1 / CLASSES },
    ),
  };
  remembered.set(key, metrics);
  return metrics;
}

/** How many standard deviations of difficulty the right class is ahead, for an accuracy. */
function skillFor(accuracy: number): number {
  return 2.6 * accuracy;
}

function predictions({ split, seed, model, ticks, accuracy }: {
  readonly split: "test" | "validation";
  readonly seed: number;
  readonly model: string;
  readonly ticks: number;
  readonly accuracy: number;
}): Predictions {
  // The test examples are the same for every seed and model, the draws of a model its own.
  const shared = randomFromSeed(11).split(split === "test" ? "test" : `validation ${seed}`);
  const own = randomFromSeed(13).split(`${model} ${seed} ${split}`);
  const cells = EXAMPLES * ticks;
  const made = {
    examples: EXAMPLES,
    ticks,
    classes: CLASSES,
    positions: 1,
    labels: new Uint16Array(EXAMPLES),
    predicted: new Uint16Array(cells),
    confidence: new Float32Array(cells),
    certainty: new Float32Array(cells),
    readoutTick: new Uint16Array(EXAMPLES),
    logLoss: new Float32Array(cells),
    brier: new Float32Array(cells),
  };
  const sharpness = model === "lstm" ? 5 : model === "ctm" ? 2.6 : 2.2;
  for (let example = 0; example < EXAMPLES; example++) {
    const label = made.labels[example] = shared.integer(CLASSES);
    const difficulty = shared.normal();
    const noise = Array.from({ length: CLASSES }, () => 0.6 * own.normal());
    let best = -1;
    for (let tick = 0; tick < ticks; tick++) {
      const thought = ticks === 1 ? 1 : 1 - 0.7 * Math.exp(-tick / 1.8);
      const logits = noise.map((value, index) =>
        sharpness * (0.6 + 0.4 * thought) *
        (value + (index === label ? (skillFor(accuracy) - difficulty) * thought : 0))
      );
      const probabilities = softmax(logits);
      const predicted = probabilities.indexOf(Math.max(...probabilities));
      const entropy = probabilities.reduce((sum, p) => sum - (p > 0 ? p * Math.log(p) : 0), 0);
      const cell = example * ticks + tick;
      made.predicted[cell] = predicted;
      made.confidence[cell] = Math.min(1, probabilities[predicted]!);
      made.certainty[cell] = 1 - entropy / Math.log(CLASSES);
      made.logLoss[cell] = -Math.log(Math.max(probabilities[label]!, 1e-30));
      made.brier[cell] = probabilities.reduce(
        (sum, p, index) => sum + (p - (index === label ? 1 : 0)) ** 2,
        0,
      );
      if (made.certainty[cell]! <= best) continue;
      best = made.certainty[cell]!;
      made.readoutTick[example] = tick;
    }
  }
  return made;
}

function softmax(logits: readonly number[]): number[] {
  const largest = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - largest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

function robustness(label: string, seed: number, clean: number): Robustness {
  const draw = randomFromSeed(17).split(`${label} ${seed}`);
  const frailty = label === "cnn" ? 1.15 : label === "lstm" ? 1 : 0.8;
  return {
    schema: 1,
    examples: 1000,
    clean: { accuracy: clean, sha256: "clean" },
    corrupted: CORRUPTIONS.flatMap((corruption) =>
      STRENGTHS.map((strength) => {
        const lost = frailty * COSTS[corruption] * strength ** 1.25 + 0.006 * draw.normal();
        const accuracy = Math.max(0.08, Math.min(1, clean - lost));
        return { corruption, strength, accuracy, sha256: `${corruption} ${strength}` };
      })
    ),
  };
}
