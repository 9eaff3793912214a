import { join } from "node:path";
import type { BackendChoice, CodeIdentity, Executor } from "../execution/mod.ts";
import {
  type BackendName,
  type CostEstimate,
  type DriverRecord,
  type Job,
  type Plan,
  type Sanity,
  type SweepSpec,
  usageError,
} from "../spec/mod.ts";
import {
  cleanPartial,
  copyTuning,
  isRunLocked,
  lockStudy,
  readPlan,
  readRun,
  requireIntact,
  studyFolder,
  writeFileAtomically,
  writeJson,
} from "../store/mod.ts";
import type { DataFacts } from "../../datasets/mod.ts";
import { budgetVariants } from "./budget_variants.ts";
import { carryOut, type CarryOutOptions } from "./carry_out.ts";
import type { CatalogView } from "./catalog_view.ts";
import { benchClaim } from "./claim/bench_claim.ts";
import { conclude, type ConcludeServices } from "./conclude.ts";
import { coresText, jobsOf } from "./cores_used.ts";
import { costText } from "./estimate_cost.ts";
import { type FailureOptions, failureOptions } from "./execution_flags.ts";
import { type FlagValues, parseFlags } from "./flags.ts";
import { helpText } from "./help.ts";
import { joinPlans } from "./join_plans.ts";
import { makePlan } from "./make_plan.ts";
import { otherSettings } from "./other_settings.ts";
import { planText } from "./plan_text.ts";
import type { ProgressOptions } from "./progress.ts";
import { overlay, readConfig } from "./read_config.ts";
import { recordedFlags } from "./recorded_flags.ts";
import { resolveSweep } from "./resolve_sweep.ts";
import { readTunedStudy, withBestOf } from "./tune/tuned_study.ts";
import { tuningVariants } from "./tune/tuning_variants.ts";

/** What `bench` needs from outside; replaced in tests. */
export interface BenchServices<Shape> extends ConcludeServices, Omit<ProgressOptions, "quiet"> {
  readonly catalog: CatalogView<Shape>;
  readonly cacheDirectory: () => string;
  readonly prepareData: (
    choice: { readonly name: string; readonly options: unknown },
    location: {
      readonly dataDirectory: string | null;
      readonly cacheDirectory: string;
      readonly log: (line: string) => void;
    },
  ) => Promise<DataFacts>;
  readonly chooseBackend: (requested: "auto" | BackendName) => Promise<BackendChoice>;
  readonly codeIdentity: () => Promise<CodeIdentity>;
  readonly executor: Executor;
  readonly probe: (job: Job, options: { readonly signal: AbortSignal }) => Promise<CostEstimate>;
  /** What a study's models are held against to see whether they learned. Default: guessing alone. */
  readonly recordSanity?: (sweep: SweepSpec, cacheDirectory: string) => Promise<Sanity>;
  /** Of the machine: the default number of processes. */
  readonly cores: number;
}

/**
 * `deno task bench`: from flags to a report, and only what is missing of it.
 *
 * @param args The command line.
 * @param signal Ends the study; the same command continues it.
 * @throws {BenchError} With the exit codes that `--help` lists.
 */
export async function bench<Shape>(
  args: readonly string[],
  services: BenchServices<Shape>,
  signal: AbortSignal,
): Promise<void> {
  const flags = parseFlags(args);
  if (flags.has("help")) return services.print(helpText(services.catalog));
  const config = flags.get("config")?.[0];
  const values = config === undefined ? flags : overlay(await readConfig(config), flags);
  const command = commandLine(args);
  if (values.has("claim")) {
    const runStudy = (study: StudyRequest) => benchStudy(study, services, signal);
    return await benchClaim({ values, command }, services, runStudy);
  }
  if (values.has("strict")) throw usageError("--strict belongs to --claim; leave it out");
  await benchStudy(
    { values, base: resolveSweep(values, services.catalog), command },
    services,
    signal,
  );
}

/** A study to run, to continue or, with `--dry-run` among its flags, to estimate. */
export interface StudyRequest {
  /** The flags that say how and where to run it. */
  readonly values: FlagValues;
  /** The study before tuning. */
  readonly base: SweepSpec;
  /** The command line that repeats or continues it. */
  readonly command: string;
}

async function benchStudy<Shape>(
  { values, base, command }: StudyRequest,
  services: BenchServices<Shape>,
  signal: AbortSignal,
): Promise<void> {
  const quiet = values.has("quiet");
  const log = (line: string) => quiet || services.write(line + "\n");
  const { catalog } = services;
  const search = values.get("tuned")?.[0];
  const tuned = search === undefined ? null : await readTunedStudy(search, base);
  const sweep = tuned === null ? base : withBestOf(tuned, tuned.trials, catalog);
  const machine = { split: sweep, cores: services.cores };
  const jobs = jobsOf(values.get("jobs")?.[0], machine);
  const cacheDirectory = services.cacheDirectory();
  const dataDirectory = values.get("data-dir")?.[0] ?? null;
  const location = { dataDirectory, cacheDirectory, log };
  const backend = await services.chooseBackend(sweep.backend);
  const data = await services.prepareData(sweep.dataset, location);
  const identity = await services.codeIdentity();
  const planning = { data, backend, code: identity.code };
  const main = makePlan(sweep, catalog, planning);
  const variants = new Map([
    ...budgetVariants(main),
    ...(tuned === null ? [] : tuningVariants(tuned, { catalog, context: planning })),
  ]);
  const directory = values.get("out")?.[0] ?? join("results", sweep.name);
  const plan = joinPlans(main, variants);
  const driver = {
    lockFile: identity.lockFile,
    flags: recordedFlags(values),
    notices: identity.notices,
  };
  const failures = failureOptions(values);
  const context = { plan, directory, identity, driver, cacheDirectory, jobs, failures };

  if (values.has("dry-run")) return await dryRun(context, services, signal);
  const cores = coresText(Math.min(jobs, plan.runs.length), machine);
  for (const line of planText(main, cores)) log(line);
  log("");
  {
    await using _lock = await lockStudy(directory);
    await storePlans({ main, variants }, directory, command);
    await storePatch(identity, directory);
    if (search !== undefined) await copyTuning(search, directory);
    const sanity = await services.recordSanity?.(sweep, cacheDirectory);
    if (sanity !== undefined) await writeJson(studyFolder(directory).sanity, sanity);
  }
  const showing = {
    ...services,
    quiet,
    colour: services.colour && !values.has("no-color"),
  };
  await executeMissing(context, { executor: services.executor, showing, signal });
  await conclude(directory, services, { keep: true });
}

/** A study's plans as one and where its runs go. */
export interface StudyContext {
  /** See {@link joinPlans}. */
  readonly plan: Plan;
  readonly directory: string;
  readonly identity: CodeIdentity;
  readonly driver: DriverRecord;
  readonly cacheDirectory: string;
  /** Processes at a time, as wanted. */
  readonly jobs: number;
  readonly failures: FailureOptions;
}

async function dryRun<Shape>(
  context: StudyContext,
  services: BenchServices<Shape>,
  signal: AbortSignal,
): Promise<void> {
  const { plan } = context;
  const machine = { split: plan.sweep, cores: services.cores };
  const cores = coresText(Math.min(context.jobs, plan.runs.length), machine);
  for (const line of planText(plan, cores)) services.print(line);
  services.print("");
  const finished = await finishedRuns(context);
  const estimates: CostEstimate[] = [];
  for (const trial of plan.trials.keys()) {
    const run = plan.runs.find((one) => one.trial === trial)!;
    estimates.push(await services.probe(jobOf(context, run), { signal }));
  }
  const left = plan.runs.length - finished.size;
  const jobs = Math.max(1, Math.min(context.jobs, left));
  for (const line of costText(plan, estimates, { jobs, finished })) services.print(line);
}

async function storePlans(
  { main, variants }: { readonly main: Plan; readonly variants: ReadonlyMap<string, Plan> },
  directory: string,
  command: string,
): Promise<void> {
  const folder = studyFolder(directory);
  const earlier = await readPlan(directory);
  // A claim may be changed after its first run: its deviations are recorded.
  const ofClaim = main.sweep.claim !== null && earlier?.sweep.claim?.name === main.sweep.claim.name;
  const changed = earlier === null ? null : otherSettings(earlier.sweep, main.sweep);
  if (changed !== null && !ofClaim) throw usageError(`${directory} holds a study with ${changed}`);
  if (earlier !== null && earlier.code !== main.code) await requireIdle(earlier, directory);
  if (changed !== null) await removeVariants(folder.variants);
  await writeJson(folder.plan, main);
  if (variants.size > 0) await Deno.mkdir(folder.variants, { recursive: true });
  for (const [name, variant] of variants) {
    await writeJson(join(folder.variants, `${name}.json`), variant);
  }
  await writeFileAtomically(folder.command, command + "\n");
  await cleanPartial(folder.runs);
}

async function removeVariants(folder: string): Promise<void> {
  await Deno.remove(folder, { recursive: true }).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
}

/**
 * A change of the code gives every run a new name: a driver that is at work would find its own gone.
 *
 * @throws {BenchError} With exit code 2 while another driver is at work on a run of `plan`.
 */
async function requireIdle(plan: Plan, directory: string): Promise<void> {
  for (const { id } of plan.runs) {
    if (!await isRunLocked(studyFolder(directory).runs, id)) continue;
    throw usageError(
      `${directory} is in use by a command that began with other code; wait for it, or choose another folder with --out`,
    );
  }
}

/** Keeps the local changes of the code that the runs are about to be made with. */
async function storePatch({ git, patch }: CodeIdentity, directory: string): Promise<void> {
  if (git?.patch == null || patch === null) return;
  const { provenance } = studyFolder(directory);
  await Deno.mkdir(provenance, { recursive: true });
  await writeFileAtomically(join(provenance, `${git.patch}.patch`), patch);
}

/**
 * Carries out the runs of a plan that have no result yet, once those that have are known to be whole.
 */
export async function executeMissing(
  context: StudyContext,
  options: Pick<CarryOutOptions, "executor" | "showing" | "signal">,
): Promise<void> {
  const { plan } = context;
  const finished = await finishedRuns(context);
  const missing = plan.runs.filter((run) => !finished.has(run.id));
  if (missing.length === 0) return;
  for (const id of finished) await requireIntact(join(studyFolder(context.directory).runs, id));
  await carryOut(plan, missing.map((run) => jobOf(context, run)), {
    jobs: context.jobs,
    failures: context.failures,
    ...options,
  });
}

/** Ids of the runs of the plan that have their files. */
async function finishedRuns({ plan, directory }: StudyContext): Promise<Set<string>> {
  const finished = new Set<string>();
  for (const { id } of plan.runs) {
    if (await readRun(join(studyFolder(directory).runs, id)) !== null) finished.add(id);
  }
  return finished;
}

function jobOf(context: StudyContext, { id, spec }: Plan["runs"][number]): Job {
  return {
    schema: 1,
    runId: id,
    spec,
    code: context.identity.code,
    git: context.identity.git,
    driver: context.driver,
    claim: context.plan.sweep.claim?.sha256 ?? null,
    dataSha256: context.plan.data.sha256,
    cacheDirectory: context.cacheDirectory,
    runsDirectory: studyFolder(context.directory).runs,
  };
}

/** The command that repeats a study, quoted for a shell. */
function commandLine(args: readonly string[]): string {
  const own = args[0] === "--" ? args.slice(1) : args;
  const quoted = own.map((arg) =>
    /^[\w.,:=/@%+-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", `'\\''`)}'`
  );
  return ["deno task bench", ...quoted].join(" ");
}
