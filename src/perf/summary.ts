import { quantile } from "../analysis/quantile.ts";
import { type Goal, GOALS } from "./goals.ts";
import type { EngineName } from "./engines.ts";
import type { GoalResult, MeasuredEngine, PerfRecord, WorkResult } from "./perf_record.ts";

/** The engine that others are divided by. */
export const REFERENCE: EngineName = "fused";

/** Losses of the same steps may differ by this part; the largest difference of rounding seen is 4e-6. */
const LOSS_TOLERANCE = 1e-4;

const MIB = 2 ** 20;

/** How many times as much as the reference an engine takes. */
export interface Ratio {
  /** Of the medians over all steps. */
  readonly value: number;
  /** The smallest and the largest of the rounds, each the ratio of that round's medians. */
  readonly low: number;
  readonly high: number;
}

/** The measured result of an engine, or `null`. */
export function measured({ engines }: WorkResult, engine: EngineName): MeasuredEngine | null {
  return engines.find((one): one is MeasuredEngine =>
    one.engine === engine && one.status === "measured"
  ) ?? null;
}

/** Median CPU time of a step, milliseconds. */
export function cpuMilliseconds({ rounds }: MeasuredEngine): number {
  return median(rounds.flatMap((round) => round.cpuMilliseconds));
}

/** Median time of a step on the clock, milliseconds. */
export function wallMilliseconds({ rounds }: MeasuredEngine): number {
  return median(rounds.flatMap((round) => round.wallMilliseconds));
}

/** CPU time of a step of an engine over that of the reference; `null` if either was not measured. */
export function timeRatio(result: WorkResult, engine: EngineName): Ratio | null {
  const reference = measured(result, REFERENCE);
  const other = measured(result, engine);
  if (reference === null || other === null) return null;
  const ofRounds = other.rounds.map(({ cpuMilliseconds }, round) =>
    median(cpuMilliseconds) / median(reference.rounds[round]!.cpuMilliseconds)
  );
  return {
    value: cpuMilliseconds(other) / cpuMilliseconds(reference),
    low: Math.min(...ofRounds),
    high: Math.max(...ofRounds),
  };
}

/** Peak memory of an engine over that of the reference; `null` as {@link timeRatio}. */
export function memoryRatio(result: WorkResult, engine: EngineName): number | null {
  const reference = measured(result, REFERENCE);
  const other = measured(result, engine);
  if (reference === null || other === null) return null;
  return other.memory.peakBytes / reference.memory.peakBytes;
}

/** The goals whose engines were both measured. */
export function goalResults(
  results: readonly WorkResult[],
  goals: readonly Goal[] = GOALS,
): GoalResult[] {
  return goals.flatMap((goal) => {
    const result = results.find(({ perfCase, model }) =>
      perfCase === goal.perfCase && model === goal.model
    );
    if (result === undefined) return [];
    const ratio = goal.quantity === "time"
      ? timeRatio(result, goal.against)?.value ?? null
      : memoryRatio(result, goal.against);
    return ratio === null ? [] : [{ ...goal, ratio, met: ratio >= goal.atLeast }];
  });
}

/**
 * Engines whose losses are not those of the first measured one: they do not do the same work.
 *
 * @returns A sentence each.
 */
export function lossDifferences({ perfCase, model, engines }: WorkResult): string[] {
  const [first, ...others] = engines.filter((one) => one.status === "measured");
  if (first === undefined) return [];
  const differs = (a: number | null, b: number | null | undefined) =>
    typeof a !== "number" || typeof b !== "number" ||
    !(Math.abs(a - b) <= LOSS_TOLERANCE * Math.abs(a));
  return others.flatMap(({ engine, losses }) => {
    const step = first.losses.findIndex((loss, step) => differs(loss, losses[step]));
    if (step < 0) return [];
    return `${perfCase} ${model}: step ${step + 1} of ${engine} has loss ${
      losses[step]
    }, of ${first.engine} ${first.losses[step]}`;
  });
}

/**
 * The main numbers by name: of `<case>/<model>/<engine>` the medians `cpu_ms` and `wall_ms`, `peak_mib`
 * and, against the reference, `time_ratio` and `memory_ratio`; `gflops/<section>` where sections were
 * profiled. The case of a curve is called `scaling` and its quantity: `scaling/T=10`.
 */
export function perfMetrics(
  { results, scaling, machine }: Pick<PerfRecord, "results" | "scaling" | "machine">,
): { [name: string]: number } {
  const curves = scaling.map(({ quantity, value, result }) => ({
    result,
    name: `scaling/${quantity}=${value}`,
  }));
  const cases = results.map((result) => ({ result, name: result.perfCase }));
  const entries = [...cases, ...curves].flatMap(({ result, name }) =>
    result.engines.flatMap((one) => {
      if (one.status !== "measured") return [];
      const ratios = one.engine === REFERENCE ? {} : {
        time_ratio: timeRatio(result, one.engine)?.value ?? null,
        memory_ratio: memoryRatio(result, one.engine),
      };
      const numbers = {
        cpu_ms: cpuMilliseconds(one),
        wall_ms: wallMilliseconds(one),
        peak_mib: one.memory.peakBytes / MIB,
        ...ratios,
        ...Object.fromEntries(
          (one.sections?.sections ?? []).filter(({ flops }) => flops > 0)
            .map(({ name, flops, milliseconds }) => [
              `gflops/${name}`,
              flops / milliseconds / 1e6,
            ]),
        ),
      };
      return Object.entries(numbers).flatMap(([key, value]) =>
        value === null || !Number.isFinite(value)
          ? []
          : [[`${name}/${result.model}/${one.engine}/${key}`, value] as const]
      );
    })
  );
  return { peak_gflops: machine.peakFlops / 1e9, ...Object.fromEntries(entries) };
}

function median(values: readonly number[]): number {
  return quantile(values.toSorted((a, b) => a - b), 0.5);
}
