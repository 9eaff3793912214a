/** An invented history of nights, for tests of its page. */
import type { HistoryPage } from "../../src/nightly/history_page.ts";
import type { Judgement, NightRecord, NightTrial } from "../../src/spec/night_record.ts";
import { mulberry32 } from "../unit/analysis/mulberry_fixture.ts";

const LEVELS = { ctm: 0.9512, lstm: 0.9483, cnn: 0.9641 };

function trialOf(label: keyof typeof LEVELS, accuracy: number, weights: string): NightTrial {
  const runs = [-0.004, 0.001, 0.003, -0.001, 0.001].map((off, index) => ({
    seed: index + 1,
    status: "completed" as const,
    accuracy: accuracy + off,
    loss: 3 * (1 - accuracy - off),
    seconds: 12,
    parametersSha256: `${weights} ${index}`,
    predictionsSha256: `${weights} ${index}`,
    trailSha256: null,
  }));
  return {
    label,
    model: label,
    role: label === "ctm" ? "reference" : "baseline",
    planned: 5,
    runs,
    accuracy: { mean: accuracy, interval: { low: accuracy - 0.0034, high: accuracy + 0.0034 } },
    loss: 3 * (1 - accuracy),
    seconds: 12,
  };
}

function judgement(
  label: keyof typeof LEVELS,
  { accuracy, changed }: { readonly accuracy: number; readonly changed: boolean },
): Judgement {
  const difference = accuracy - LEVELS[label];
  const verdict = !changed
    ? "identical"
    : difference < -0.008
    ? "regressed"
    : difference > 0.004
    ? "improved"
    : Math.abs(difference) < 0.001
    ? "same"
    : "inconclusive";
  return {
    trial: label,
    metric: "accuracy",
    better: "higher",
    role: "gate",
    verdict,
    tonight: accuracy,
    baseline: LEVELS[label],
    difference,
    interval: changed ? { low: difference - 0.003, high: difference + 0.003 } : null,
    margin: 0.0025,
    seeds: 5,
    reason: changed ? "the difference interval says so" : "all runs are equal bit by bit",
    remarks: [],
  };
}

/** The same of the loss, which is three times the error here. */
function lossOf(accuracy: Judgement): Judgement {
  const times = (value: number) => 3 * value;
  const { interval } = accuracy;
  return {
    ...accuracy,
    metric: "loss",
    better: "lower",
    tonight: times(1 - accuracy.tonight!),
    baseline: times(1 - accuracy.baseline!),
    difference: -times(accuracy.difference!),
    interval: interval && { low: -times(interval.high), high: -times(interval.low) },
    margin: times(accuracy.margin!),
  };
}

/**
 * A history of `count` nights: the first one pinned, most identical, code changes now and then, the
 * CTM at a lower level from night 17 on.
 */
export function exampleHistory(count = 24): HistoryPage {
  const draw = mulberry32(5);
  let accuracies = { ...LEVELS };
  let weights = "w0";
  const history: NightRecord[] = [];
  for (let index = 0; index < count; index++) {
    const changed = index > 0 && (index % 3 === 0 || index > 16);
    if (changed) {
      weights = `w${index}`;
      const level = (model: keyof typeof LEVELS) =>
        LEVELS[model] + 0.003 * (draw() - 0.5) - (model === "ctm" && index >= 17 ? 0.012 : 0);
      accuracies = { ctm: level("ctm"), lstm: level("lstm"), cnn: level("cnn") };
    }
    const labels = ["ctm", "lstm", "cnn"] as const;
    const judgements = index === 0 ? [] : labels.flatMap((label) => {
      const accuracy = judgement(label, { accuracy: accuracies[label], changed });
      return [accuracy, lossOf(accuracy)];
    });
    const started = new Date(Date.UTC(2026, 0, 1 + index, 2, 17)).toISOString();
    const ratio = 1 + 0.08 * (draw() - 0.5);
    const regressed = judgements.filter(({ metric, verdict }) =>
      metric === "accuracy" && verdict === "regressed"
    );
    history.push({
      schema: 1,
      night: `${started.slice(0, 10)}-021700`,
      started,
      ended: started,
      command: "deno task nightly --gate regressed,failed --speed reference",
      suite: {
        name: "quick-mnist",
        problem: "classification",
        dataset: "mnist",
        dataSha256: "d".repeat(64),
        budget: "examples=6400",
        backend: "wasm",
        kernels: "composite",
        testExamples: null,
        seeds: [1, 2, 3, 4, 5],
      },
      code: `${weights}c`.padEnd(64, "0"),
      lock: "l",
      git: { commit: `${index}a7b9c3d5e7f1`.repeat(3).slice(0, 40), dirty: false, patch: null },
      versions: { deno: "2.9.6", tfjs: "4.22.0" },
      machine: "test processor, 2 cores, wasm on cpu",
      failure: null,
      trials: labels.map((label) => trialOf(label, accuracies[label], weights)),
      baseline: index === 0 ? null : "2026-01-01-021700",
      settings: [],
      identity: index === 0
        ? { kind: "none", reason: "no night is pinned yet" }
        : changed
        ? { kind: "changed", runs: 15, identical: 0 }
        : { kind: "identical", runs: 15 },
      judgements,
      models: [{
        left: "ctm",
        right: "lstm",
        difference: accuracies.ctm - accuracies.lstm,
        interval: { low: -0.002, high: 0.008 },
        look: index === 0,
        verdict: "inconclusive",
        lookNight: "2026-01-01-021700",
      }],
      drift: index > 19
        ? [{
          trial: "ctm",
          metric: "accuracy",
          since: "2026-01-18-021700",
          from: 0.951,
          to: 0.939,
          alarm: true,
        }]
        : [],
      speed: changed
        ? {
          kind: "measured",
          trials: [{
            trial: "ctm",
            ratio,
            interval: { low: ratio - 0.04, high: ratio + 0.04 },
            verdict: "same",
            reason: "the 98 % interval lies within 10 % of 1",
            pairs: [{ baseline: 0.02, tonight: 0.02 * ratio }],
          }],
        }
        : { kind: "none", reason: "the code that trains is the baseline's, so its speed is too" },
      alarms: regressed.map(({ trial }) => ({
        kind: "regressed",
        subject: `${trial} accuracy`,
        text: `accuracy of ${trial} regressed: the difference interval lies below 0`,
      })),
      changes: {
        new: index === 17 ? ["regressed: ctm accuracy"] : [],
        still: index > 17 ? ["regressed: ctm accuracy"] : [],
        recovered: [],
      },
      announced: [],
      deliveries: [],
      gate: ["regressed", "failed"],
      tripped: regressed.length > 0 ? ["regressed"] : [],
      pinned: index === 0,
      notices: [],
      exit: regressed.length > 0 ? 5 : 0,
    });
  }
  return {
    history,
    pinned: "2026-01-01-021700",
    interrupted: [],
    generated: "2026-02-01T03:00:00.000Z",
  };
}
