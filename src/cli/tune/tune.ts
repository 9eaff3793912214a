import { dirname, join } from "node:path";
import type { Executor } from "../../execution/mod.ts";
import {
  BenchError,
  canonicalJson,
  EXIT,
  type SearchSpace,
  type SweepSpec,
  type TuningPlan,
  usageError,
} from "../../spec/mod.ts";
import { lockStudy, readTuningPlan, tuningFolder, writeJson } from "../../store/mod.ts";
import type { BenchServices } from "../bench.ts";
import { jobsOf } from "../cores_used.ts";
import { failureOptions } from "../execution_flags.ts";
import { parseCount, parseSeeds } from "../flag_numbers.ts";
import { parseFlags } from "../flags.ts";
import { makePlan } from "../make_plan.ts";
import { otherSettings } from "../other_settings.ts";
import { overlay, readConfig } from "../read_config.ts";
import { recordedFlags } from "../recorded_flags.ts";
import { resolveSweep } from "../resolve_sweep.ts";
import { DEFAULT_TUNE_SEED, planTuning, searchSweep } from "./plan_tuning.ts";
import { readBorrowed } from "./read_borrowed.ts";
import { readSpaces, requireEqualDimensions } from "./read_spaces.ts";
import { runTrials } from "./run_trials.ts";
import { parseTrialBudget } from "./trial_budget.ts";
import { takeTuneFlags, type TuneFlag } from "./tune_flags.ts";
import { tuneHelp } from "./tune_help.ts";
import { tuningResult } from "./tuning_result.ts";
import { tuningPlanText, tuningText } from "./tuning_text.ts";

/** What `tune` needs from outside; replaced in tests. */
export interface TuneServices<Shape> extends BenchServices<Shape> {
  /** Carries out trials. */
  readonly trialExecutor: Executor;
  /** The declared search space of each model. */
  readonly spaces: (models: readonly string[]) => ReadonlyMap<string, SearchSpace>;
}

/** Trials of each model unless `--trials` says otherwise. */
export const DEFAULT_TRIALS = 16;

/**
 * `deno task tune`: searches settings for every model of a study under equal conditions, and only the
 * trials that are missing.
 *
 * @param args The command line.
 * @param signal Ends the search; the same command continues it.
 * @throws {BenchError} With the exit codes that `--help` lists.
 */
export async function tune<Shape>(
  args: readonly string[],
  services: TuneServices<Shape>,
  signal: AbortSignal,
): Promise<void> {
  const { own, others } = takeTuneFlags(args);
  const flags = parseFlags(others);
  if (flags.has("help")) return services.print(tuneHelp());
  const config = flags.get("config")?.[0];
  const values = config === undefined ? flags : overlay(await readConfig(config), flags);
  if (values.has("tuned")) {
    throw usageError("--tuned: a search starts from the settings of the preset; leave it out");
  }
  const quiet = values.has("quiet");
  const log = (line: string) => quiet || services.write(line + "\n");

  const { catalog } = services;
  const sweep = resolveSweep(values, catalog);
  const options = await tuningOptions(own, sweep, services);
  const cacheDirectory = services.cacheDirectory();
  const dataDirectory = values.get("data-dir")?.[0] ?? null;
  const backend = await services.chooseBackend(sweep.backend);
  const data = await services.prepareData(sweep.dataset, { dataDirectory, cacheDirectory, log });
  const identity = await services.codeIdentity();
  const context = { data, backend, code: identity.code };
  const plan = planTuning(sweep, options, { catalog, context });
  const directory = values.get("out")?.[0] ?? join("results", `${sweep.name}-search`);

  if (flags.has("dry-run")) {
    for (const line of tuningPlanText(plan)) services.print(line);
    return;
  }
  for (const line of tuningPlanText(plan)) log(line);
  log("");
  await storePlan(plan, directory);
  const shown = makePlan(searchSweep(sweep, options), catalog, context);
  await runTrials(directory, {
    shown,
    models: plan.models.map(({ model, trials }) => ({
      trial: shown.trials.find((trial) => trial.model === model)!,
      trials,
    })),
    parts: {
      schema: 1,
      code: identity.code,
      git: identity.git,
      driver: {
        lockFile: identity.lockFile,
        flags: recordedFlags(values),
        notices: identity.notices,
      },
      claim: null,
      dataSha256: data.sha256,
      cacheDirectory,
    },
  }, {
    jobs: jobsOf(values.get("jobs")?.[0], { split: sweep, cores: services.cores }),
    failures: failureOptions(values),
    executor: services.trialExecutor,
    showing: { ...services, quiet, colour: services.colour && !values.has("no-color") },
    signal,
  });
  await concludeSearch(directory, plan, services);
}

async function tuningOptions<Shape>(
  own: ReadonlyMap<TuneFlag, string>,
  sweep: SweepSpec,
  { spaces: declared }: TuneServices<Shape>,
) {
  const models = sweep.models.map(({ name }) => name);
  const file = own.get("space");
  const spaces = file === undefined ? declared(models) : await readSpaces(file, models);
  requireEqualDimensions(spaces);
  const borrow = own.get("borrow");
  return {
    trials: parseCount("trials", own.get("trials") ?? String(DEFAULT_TRIALS)),
    budget: parseTrialBudget(own.get("trial-budget") ?? "0.25x", sweep.budget),
    seed: parseTuneSeed(own.get("tune-seed")),
    spaces,
    borrowed: borrow === undefined ? null : await readBorrowed(borrow, models),
  };
}

function parseTuneSeed(text: string | undefined): number {
  if (text === undefined) return DEFAULT_TUNE_SEED;
  const [seed] = parseSeeds(`${parseCount("tune-seed", text)}..${text}`);
  return seed!;
}

async function storePlan(plan: TuningPlan, directory: string): Promise<void> {
  const file = tuningFolder(directory).plan;
  await using _lock = await lockStudy(directory);
  const earlier = await readTuningPlan(directory);
  // Other code gives every trial another name; the search is the same.
  const content = ({ code: _, sweep: __, models, ...rest }: TuningPlan) =>
    canonicalJson({ ...rest, models: models.map(({ model, space }) => ({ model, space })) });
  const trials = (one: TuningPlan) => one.models.map((model) => model.trials.length).join();
  const changed = earlier === null
    ? null
    : content(earlier) !== content(plan) || trials(earlier) !== trials(plan)
    ? "other settings; choose another folder with --out"
    : otherSettings(earlier.sweep, plan.sweep);
  if (changed !== null) throw usageError(`${directory} holds a search with ${changed}`);
  await Deno.mkdir(dirname(file), { recursive: true });
  await writeJson(file, plan);
}

/** Writes and prints what a search found. */
async function concludeSearch<Shape>(
  directory: string,
  plan: TuningPlan,
  { print }: TuneServices<Shape>,
): Promise<void> {
  const tuning = await tuningResult(directory, plan);
  const { result } = tuningFolder(directory);
  await writeJson(result, tuning);
  for (const line of tuningText(tuning)) print(line);
  print(`search: ${result}`);
  const missing = tuning.models.flatMap(({ model, trials }) =>
    trials.filter(({ accuracy }) => accuracy === null).map((trial) => ({ model, ...trial }))
  );
  const [first] = missing;
  if (first === undefined) return;
  throw new BenchError(
    `${missing.length} trials are missing, first ${first.model} trial ${first.position} (${first.detail}); run the same command again to run them`,
    EXIT.incomplete,
  );
}
