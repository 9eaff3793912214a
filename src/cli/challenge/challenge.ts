import { BenchError, bestTrial, EXIT, type Job, type Plan, usageError } from "../../spec/mod.ts";
import { readChallenges, readStudy, readTuning, tuningFolder } from "../../store/mod.ts";
import { executeMissing } from "../bench.ts";
import type { CarryOutOptions } from "../carry_out.ts";
import { type CommandLine, readCommandLine } from "../command_line.ts";
import { conclude } from "../conclude.ts";
import { jobsOf } from "../cores_used.ts";
import { parseCount, parseSeeds } from "../flag_numbers.ts";
import { makePlan } from "../make_plan.ts";
import { applySettings } from "../tune/apply_settings.ts";
import { DEFAULT_TUNE_SEED } from "../tune/plan_tuning.ts";
import { readSpaces } from "../tune/read_spaces.ts";
import { runTrials } from "../tune/run_trials.ts";
import { parseTrialBudget } from "../tune/trial_budget.ts";
import { DEFAULT_TRIALS, type TuneServices } from "../tune/tune.ts";
import { trialResult } from "../tune/tuning_result.ts";
import { CHALLENGE_FORM, CHALLENGE_HELP, challengeOptions } from "./challenge_options.ts";
import { modelsOf, pairOf, sameRuns, sidesOf, verdictOf } from "./challenged_pair.ts";
import { type LoserSearch, type NewSearch, planLoserSearch } from "./loser_search.ts";
import { recordChallenge, storeChallengePlan } from "./record_challenge.ts";

/**
 * `deno task challenge`: tunes the loser of a comparison again with more trials and records whether
 * the verdict stands.
 *
 * @param signal Ends it; the same command continues.
 * @throws {BenchError} With the exit codes that `--help` lists.
 */
export async function challenge<Shape>(
  args: readonly string[],
  services: TuneServices<Shape>,
  signal: AbortSignal,
): Promise<void> {
  const line = readCommandLine(args, CHALLENGE_FORM);
  if (line.help) return services.print(CHALLENGE_HELP);
  const directory = line.positional!;
  const study = await readStudy(directory);
  const { sweep } = study.plan;
  const options = challengeOptions(line, sweep);
  const before = await pairOf(directory, study, options.pair);
  const { loser, winner } = sidesOf(before, study.plan);

  const identity = await services.codeIdentity();
  const cacheDirectory = services.cacheDirectory();
  const data = await services.prepareData(sweep.dataset, {
    dataDirectory: line.flags.get("data-dir") ?? null,
    cacheDirectory,
    log: (text) => services.write(text + "\n"),
  });
  if (identity.code !== study.plan.code || data.sha256 !== study.plan.data.sha256) {
    throw usageError(
      `${directory} was made with other code or data; run its bench command again before the challenge`,
    );
  }
  const context = { data, backend: study.plan.backend, code: identity.code };
  const planning = { catalog: services.catalog, context };
  const tuning = sweep.tuning === null ? null : await readTuning(directory);
  const begin = await newSearch(line, { plan: study.plan, loser }, services);
  const search = planLoserSearch(
    { plan: study.plan, loser, factor: options.factor, tuning, begin },
    planning,
  );

  const carrying: Omit<CarryOutOptions, "executor"> = {
    jobs: jobsOf(line.flags.get("jobs"), { split: sweep, cores: services.cores }),
    failures: { retries: 0, timeout: null, failFast: false },
    showing: { ...services, quiet: false },
    signal,
  };
  const driver = {
    lockFile: identity.lockFile,
    flags: { pair: [options.pair.join(":")], "tune-factor": [String(options.factor)] },
    notices: identity.notices,
  };
  const parts: Omit<Job, "runId" | "spec" | "runsDirectory"> = {
    schema: 1,
    code: identity.code,
    git: identity.git,
    driver,
    claim: sweep.claim?.sha256 ?? null,
    dataSha256: data.sha256,
    cacheDirectory,
  };
  const trial = search.sizes.trials.find(({ model }) => model === loser)!;
  await runTrials(directory, {
    shown: search.sizes,
    models: [{ trial, trials: search.added }],
    parts,
  }, { ...carrying, executor: services.trialExecutor });
  const trials = await allTrials(directory, loser, search);
  const best = bestTrial(trials)!;

  const number = (await readChallenges(directory)).length + 1;
  const changed = applySettings(search.base, {
    model: loser,
    settings: best.settings,
    reason: `challenged: best of ${trials.length} trials on validation`,
    origin: `the settings of ${loser}`,
  }, services.catalog);
  const plan: Plan = {
    ...makePlan({ ...changed, axes: [], secondaryBudgets: [] }, services.catalog, context),
    variant: { kind: "challenge", number },
  };
  const { executor } = services;
  const work = { plan, directory, identity, driver, cacheDirectory };
  await executeMissing({ ...work, ...carrying }, { ...carrying, executor });
  const after = await pairOf(
    directory,
    await storeChallengePlan(directory, plan, number),
    options.pair,
  );

  await recordChallenge(directory, {
    schema: 1,
    number,
    pair: [...modelsOf(before, study.plan)],
    winner,
    loser,
    factor: options.factor,
    winnerTrials: sweep.tuning?.trials ?? 0,
    loserTrialsBefore: search.kept.length,
    sampler: search.sampler,
    seed: search.seed,
    budget: search.budget,
    trials,
    settings: best.settings,
    settingsChanged: !sameRuns(study.plan, plan, loser),
    before: verdictOf(before),
    after: verdictOf(after),
    outcome: after.verdict === before.verdict ? "upheld" : "overturned",
    code: identity.code,
  }, services.print);
  await conclude(directory, services);
}

/** The search to begin for a study that has none. */
async function newSearch<Shape>(
  { flags }: CommandLine,
  { plan, loser }: { readonly plan: Plan; readonly loser: string },
  { spaces }: TuneServices<Shape>,
): Promise<NewSearch> {
  const file = flags.get("space");
  const declared = file === undefined ? spaces([loser]) : await readSpaces(file, [loser]);
  const seed = flags.get("tune-seed");
  return {
    trials: parseCount("trials", flags.get("trials") ?? String(DEFAULT_TRIALS)),
    space: declared.get(loser)!,
    seed: seed === undefined ? DEFAULT_TUNE_SEED : parseSeeds(`${seed}..${seed}`)[0]!,
    budget: parseTrialBudget(flags.get("trial-budget") ?? "0.25x", plan.sweep.budget),
  };
}

/** Kept and added trials with their results. */
async function allTrials(directory: string, loser: string, { kept, added }: LoserSearch) {
  const folder = tuningFolder(directory).trials(loser);
  const results = [...kept];
  for (const trial of added) {
    const { spec: _, ...planned } = trial;
    results.push(await trialResult(folder, planned));
  }
  const missing = results.filter(({ accuracy }) => accuracy === null);
  if (missing.length === 0) return results;
  throw new BenchError(
    `${missing.length} trials of ${loser} are missing, first trial ${missing[0]!.position} (${
      missing[0]!.detail
    }); run the same command again to run them`,
    EXIT.incomplete,
  );
}
