import { join } from "node:path";
import { type Plan, type PlannedRun, runId, type RunSpec } from "../spec/mod.ts";
import {
  isRunLocked,
  readFailure,
  readPlan,
  readRun,
  readRunSpec,
  readVariantPlans,
  storedRunId,
  studyFolder,
} from "../store/mod.ts";
import { joinPlans } from "./join_plans.ts";
import { type Difference, jsonDifferences } from "./json_differences.ts";

/** What a run would be made with now. */
export interface Present {
  /** SHA-256 of the code. */
  readonly code: string;
  /** SHA-256 of the data set of a specification, or `null` where it is not prepared here. */
  readonly dataOf: (spec: RunSpec) => Promise<string | null>;
}

/** A part of what a run's id is made of, as recorded and as it is now. */
export interface IdentityPart {
  readonly name: "code" | "data";
  readonly recorded: string;
  /** `null` where it is not known here. */
  readonly present: string | null;
}

/** Why a run is or is not taken from what is there. */
export interface RunExplanation {
  readonly id: string;
  readonly state: "finished" | "under way" | "failed" | "not finished";
  /** How it failed; empty otherwise. */
  readonly why: string;
  readonly parts: readonly IdentityPart[];
  /** Whether the id of a finished run is that of its specification, code and data. */
  readonly consistent: boolean;
  /** The run that the present code and data make of the same specification; `null` if not known. */
  readonly presentId: string | null;
  readonly planned: boolean;
  /**
   * For a run that the plan does not name: how the planned run of the same model and seed that is
   * nearest to it differs in its specification; left is this run.
   */
  readonly nearest:
    | { readonly run: PlannedRun; readonly differences: readonly Difference[] }
    | null;
}

/**
 * Explains a run from its files and the plan of its study.
 *
 * @param directory The study.
 * @returns `null` if neither the plan nor the folder of runs has it.
 * @throws {BenchError} With exit code 1 if a file is corrupt.
 */
export async function explainRun(
  directory: string,
  id: string,
  present: Present,
): Promise<RunExplanation | null> {
  const { runs } = studyFolder(directory);
  const plan = await wholePlan(directory);
  const planned = plan?.runs.find((run) => run.id === id);
  const finished = await readRun(join(runs, id));
  if (planned === undefined && finished === null) return null;
  const spec = finished === null ? planned!.spec : await readRunSpec(join(runs, id));
  const recorded = finished === null
    ? { code: plan!.code, data: plan!.data.sha256 }
    : { code: finished.environment.code, data: finished.environment.dataSha256 };
  const data = await present.dataOf(spec);
  const failure = finished === null ? await readFailure(runs, id) : null;
  const underWay = finished === null && await isRunLocked(runs, id);
  return {
    id,
    state: finished !== null
      ? "finished"
      : underWay
      ? "under way"
      : failure !== null
      ? "failed"
      : "not finished",
    why: failure ?? "",
    parts: [
      { name: "code", recorded: recorded.code, present: present.code },
      { name: "data", recorded: recorded.data, present: data },
    ],
    consistent: finished === null || await storedRunId(join(runs, id), recorded) === id,
    presentId: data === null ? null : runId(spec, { code: present.code, data }),
    planned: planned !== undefined,
    nearest: planned === undefined && plan !== null ? nearestRun(spec, plan) : null,
  };
}

async function wholePlan(directory: string): Promise<Plan | null> {
  const plan = await readPlan(directory);
  if (plan === null) return null;
  return joinPlans(plan, await readVariantPlans(directory));
}

function nearestRun(spec: RunSpec, plan: Plan): RunExplanation["nearest"] {
  const candidates = plan.runs
    .filter((run) => run.spec.model.name === spec.model.name && run.spec.seed === spec.seed)
    .map((run) => ({ run, differences: jsonDifferences(spec, run.spec) }))
    .sort((one, other) => one.differences.length - other.differences.length);
  return candidates[0] ?? null;
}
