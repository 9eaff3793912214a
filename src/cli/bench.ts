import { join } from "node:path";
import type { BackendChoice, CodeIdentity, Executor } from "../execution/mod.ts";
import {
  type BackendName,
  canonicalJson,
  type CostEstimate,
  environmentError,
  EXIT,
  type Job,
  type Plan,
  usageError,
} from "../spec/mod.ts";
import {
  cleanPartial,
  lockStudy,
  readPlan,
  readRun,
  studyFolder,
  writeFileAtomically,
  writeJson,
} from "../store/mod.ts";
import type { DataFacts } from "../../datasets/mod.ts";
import { budgetVariants } from "./budget_variants.ts";
import type { CatalogView } from "./catalog_view.ts";
import { conclude, type ConcludeServices } from "./conclude.ts";
import { costText } from "./estimate_cost.ts";
import { parseCount } from "./flag_numbers.ts";
import { type FlagValues, parseFlags } from "./flags.ts";
import { helpText } from "./help.ts";
import { joinPlans } from "./join_plans.ts";
import { makePlan } from "./make_plan.ts";
import { planText } from "./plan_text.ts";
import { type ProgressOptions, showProgress } from "./progress.ts";
import { overlay, readConfig } from "./read_config.ts";
import { resolveSweep } from "./resolve_sweep.ts";

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
  const quiet = values.has("quiet");
  const log = (line: string) => quiet || services.write(line + "\n");

  const sweep = resolveSweep(values, services.catalog);
  const jobs = parseJobs(values) ?? services.cores;
  const cacheDirectory = services.cacheDirectory();
  const dataDirectory = values.get("data-dir")?.[0] ?? null;
  const location = { dataDirectory, cacheDirectory, log };
  const backend = await services.chooseBackend(sweep.backend);
  const data = await services.prepareData(sweep.dataset, location);
  const identity = await services.codeIdentity();
  const main = makePlan(sweep, services.catalog, { data, backend, code: identity.code });
  const variants = budgetVariants(main);
  const directory = values.get("out")?.[0] ?? join("results", sweep.name);
  const plan = joinPlans(main, variants);
  const context = { plan, directory, identity, cacheDirectory, jobs };

  if (flags.has("dry-run")) return await dryRun(context, services, signal);
  for (const line of planText(main)) log(line);
  log("");
  await using _lock = await lockStudy(directory);
  await storePlans({ main, variants }, directory, commandLine(args));
  const showing = {
    ...services,
    quiet,
    colour: services.colour && !values.has("no-color"),
  };
  await executeMissing(context, { executor: services.executor, showing, signal });
  await conclude(directory, services);
}

/** A study's plans as one and where its runs go. */
interface StudyContext {
  /** See {@link joinPlans}. */
  readonly plan: Plan;
  readonly directory: string;
  readonly identity: CodeIdentity;
  readonly cacheDirectory: string;
  /** Processes at a time, as wanted. */
  readonly jobs: number;
}

async function dryRun<Shape>(
  context: StudyContext,
  services: BenchServices<Shape>,
  signal: AbortSignal,
): Promise<void> {
  const { plan } = context;
  for (const line of planText(plan)) services.print(line);
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
  if (earlier !== null && canonicalJson(earlier.sweep) !== canonicalJson(main.sweep)) {
    throw usageError(
      `${directory} holds a study with other settings; choose another folder with --out`,
    );
  }
  await writeJson(folder.plan, main);
  if (variants.size > 0) await Deno.mkdir(folder.variants, { recursive: true });
  for (const [name, variant] of variants) {
    await writeJson(join(folder.variants, `${name}.json`), variant);
  }
  await writeFileAtomically(folder.command, command + "\n");
  await cleanPartial(folder.runs);
}

async function executeMissing(
  context: StudyContext,
  { executor, showing, signal }: {
    readonly executor: Executor;
    readonly showing: ProgressOptions;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  const { plan } = context;
  const finished = await finishedRuns(context);
  const missing = plan.runs.filter((run) => !finished.has(run.id));
  if (missing.length === 0) return;
  const progress = showProgress(plan, missing.map((run) => run.id), showing);
  const reports = executor.execute(missing.map((run) => jobOf(context, run)), {
    jobs: Math.min(context.jobs, missing.length),
    signal,
    onStart: progress.started,
    onMessage: progress.message,
  });
  let anyOther = false;
  try {
    for await (const report of reports) {
      progress.ended(report);
      const { result } = report;
      if (result.kind !== "failed" || result.code !== EXIT.environment) anyOther = true;
      // Where the machine is unfit for every run so far, the others need not be tried.
      else if (!anyOther) throw environmentError(result.message);
    }
  } finally {
    progress.close();
  }
}

/** Ids of the runs of the plan that have their files. Corrupt files are found before hours of work. */
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
    claim: context.plan.sweep.claim?.sha256 ?? null,
    dataSha256: context.plan.data.sha256,
    cacheDirectory: context.cacheDirectory,
    runsDirectory: studyFolder(context.directory).runs,
  };
}

function parseJobs(values: FlagValues): number | undefined {
  const text = values.get("jobs")?.[0];
  return text === undefined ? undefined : parseCount("jobs", text);
}

/** The command that repeats a study, quoted for a shell. */
function commandLine(args: readonly string[]): string {
  const own = args[0] === "--" ? args.slice(1) : args;
  const quoted = own.map((arg) =>
    /^[\w.,:=/@%+-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", `'\\''`)}'`
  );
  return ["deno task bench", ...quoted].join(" ");
}
