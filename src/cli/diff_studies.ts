import { meanOf } from "../analysis/mod.ts";
import type { Environment } from "../spec/mod.ts";
import { canonicalJson, kernelsOf, plannedKernels } from "../spec/mod.ts";
import { readStudy, type StoredStudy } from "../store/mod.ts";
import type { DiffPart } from "./diff.ts";
import { codeOf, machineOf } from "./diff_runs.ts";
import { type Difference, jsonDifferences } from "./json_differences.ts";
import { percentText } from "./quantity_text.ts";

/**
 * Compares two studies by what their files say.
 *
 * @throws {BenchError} As `readStudy`.
 */
export async function diffStudies(left: string, right: string): Promise<DiffPart[]> {
  const [one, other] = await Promise.all([readStudy(left), readStudy(right)]);
  const part = (about: string, of: (study: StoredStudy) => unknown): DiffPart => ({
    about,
    differences: jsonDifferences(of(one), of(other)),
  });
  return [
    part("settings", ({ plan: { sweep } }) => ({ ...sweep, kernels: kernelsOf(sweep) })),
    part("code", (study) => ({
      planned: study.plan.code,
      ...distinct(study, codeOf),
    })),
    part("data", ({ plan }) => plan.data),
    part("environment", (study) => ({
      backend: study.plan.backend.name,
      kernels: plannedKernels(study.plan),
      ...distinct(study, machineOf),
    })),
    { about: "runs", differences: runDifferences(one, other) },
    part("mean test accuracy", accuracies),
  ];
}

/** The value of all runs, or all values where runs differ. */
function distinct(study: StoredStudy, of: (environment: Environment) => unknown) {
  const values = new Map(
    study.runs.map((run) => {
      const value = of(run.environment);
      return [canonicalJson(value), value];
    }),
  );
  return { runs: values.size === 1 ? [...values.values()][0] : [...values.values()] };
}

/** Runs that both have and that are not the same bit for bit, and what only one of them has. */
function runDifferences(left: StoredStudy, right: StoredStudy): Difference[] {
  const byName = ({ plan, runs }: StoredStudy) =>
    new Map(runs.map((run) => [`${plan.trials[run.trial]!.label} seed ${run.seed}`, run]));
  const [ones, others] = [byName(left), byName(right)];
  return [...new Set([...ones.keys(), ...others.keys()])].flatMap((name) => {
    const [one, other] = [ones.get(name), others.get(name)];
    const weights = one?.outcome.parametersSha256;
    if (one && other && weights === other.outcome.parametersSha256) return [];
    const text = (run: typeof one) =>
      run === undefined
        ? null
        : `weights ${run.outcome.parametersSha256.slice(0, 12)}, test accuracy ${
          percentText(run.outcome.test.accuracy)
        }`;
    return [{ field: name, left: text(one), right: text(other) }];
  });
}

function accuracies({ plan, runs }: StoredStudy): { readonly [trial: string]: string } {
  return Object.fromEntries(plan.trials.flatMap(({ label }, trial) => {
    const own = runs.filter((run) => run.trial === trial).map((run) => run.outcome.test.accuracy);
    return own.length === 0 ? [] : [[label, `${percentText(meanOf(own))} over ${own.length}`]];
  }));
}
