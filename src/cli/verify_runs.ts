import { join } from "node:path";
import type { CodeIdentity, Executor } from "../execution/mod.ts";
import { BenchError, EXIT, type Job, type Plan, usageError } from "../spec/mod.ts";
import { exists, readPlan, readVariants, runFolder, studyFolder } from "../store/mod.ts";
import { readJsonIfPresent } from "../store/read_json.ts";
import { environmentSchema } from "../store/schemas.ts";
import type { BenchServices } from "./bench.ts";
import { readCommandLine } from "./command_line.ts";
import { jobsOf } from "./cores_used.ts";
import { parseCount } from "./flag_numbers.ts";
import { agreementOf, SAME_ANSWERS, TOLERANCE } from "./repeat/agreement.ts";
import { chooseSample } from "./repeat/choose_sample.ts";
import { compareRuns, hasTrail } from "./repeat/compare_runs.ts";

const HELP = `Repeats some finished runs of a study and compares them with what is stored.

deno task verify-runs DIR [--sample N] [--seed N]

DIR is the folder that deno task bench printed, for example results/quick-mnist; nothing in it changes.
--sample N  how many runs, chosen at random (default 3)
--seed N    chooses the same runs again (default: another choice each time)

Training losses and digests of the parameters are compared step by step, then learning curve, outcome,
weights and predictions: bit for bit on wasm and cpu; on webgpu and tensorflow, and where this machine
has another build of the kernels, numbers may differ by ${TOLERANCE} of themselves (or absolutely, below 1),
and ${100 * SAME_ANSWERS} % of the predicted classes have to be the same.
Runs under a budget in seconds cannot be repeated: how far they come depends on the machine.
Runs that other code made are compared all the same, after a line that says so.
Exit codes: 0 all equal, 2 no such study or run, 6 a run is not what its repetition is.`;

/** Runs that are repeated if nothing else is asked for. */
const SAMPLE = 3;

/** What `verify-runs` needs from outside; replaced in tests. */
export type VerifyRunsServices =
  & Pick<BenchServices<unknown>, "cacheDirectory" | "prepareData" | "print" | "write" | "cores">
  & { readonly codeIdentity: () => Promise<CodeIdentity>; readonly executor: Executor };

/** A finished run of a study. */
interface Candidate {
  readonly id: string;
  readonly label: string;
  readonly run: Plan["runs"][number];
  readonly plan: Plan;
}

/**
 * `deno task verify-runs`: a line per run.
 *
 * @param signal Ends the repetitions.
 * @throws {BenchError} With exit code 2 for a wrong command line, a folder without a study or without
 * a run that can be repeated; 6 if a run differs; that of a repetition that fails.
 */
export async function verifyRuns(
  args: readonly string[],
  services: VerifyRunsServices,
  signal: AbortSignal,
): Promise<void> {
  const { help, flags, positional: directory } = readCommandLine(args, {
    flags: { sample: "3", seed: "1" },
    positional: "the folder of a study, for example results/quick-mnist",
  });
  const { print } = services;
  if (help || directory === null) return print(HELP);
  const count = flags.has("sample") ? parseCount("sample", flags.get("sample")!) : SAMPLE;
  const seed = flags.has("seed")
    ? parseCount("seed", flags.get("seed")!)
    : crypto.getRandomValues(new Uint16Array(1))[0]! + 1;
  const finished = await finishedRuns(directory);
  const candidates = finished.filter(({ run }) => run.spec.budget.kind !== "seconds");
  if (candidates.length < finished.length) {
    const left = finished.length - candidates.length;
    print(`${left} of ${finished.length} runs have a budget in seconds and cannot be repeated`);
  }
  if (candidates.length === 0) {
    throw usageError(`${directory} has no finished run that can be repeated; run deno task bench`);
  }
  const sample = chooseSample(candidates, { count, seed });
  print(`${sample.length} of ${candidates.length} runs, chosen with --seed ${seed}`);
  const identity = await services.codeIdentity();
  if (sample.some(({ plan }) => plan.code !== identity.code)) {
    print(
      "notice: the code has changed since these runs were made, so that a difference may come from that",
    );
  }
  const different = await repeat(sample, { directory, identity, services, signal });
  if (different > 0) {
    throw new BenchError(
      `${different} of ${sample.length} runs differ from their repetition`,
      EXIT.unsound,
    );
  }
}

/** Every finished run of the study's plans, once. */
async function finishedRuns(directory: string): Promise<Candidate[]> {
  const main = await readPlan(directory);
  if (main === null) {
    throw usageError(
      `${directory} holds no study (no plan.json); give the folder that deno task bench printed, for example results/quick-mnist`,
    );
  }
  const variants = [...(await readVariants(directory)).values()].map(({ plan }) => plan);
  const found = new Map<string, Candidate>();
  for (const plan of [main, ...variants]) {
    for (const run of plan.runs) {
      const { outcome } = runFolder(join(studyFolder(directory).runs, run.id));
      if (found.has(run.id) || !await exists(outcome)) continue;
      const label = `${plan.trials[run.trial]!.label} seed ${run.spec.seed}`;
      found.set(run.id, { id: run.id, label, run, plan });
    }
  }
  return [...found.values()];
}

/** Repeats runs in a temporary folder and prints how each compares; returns how many differ. */
async function repeat(
  sample: readonly Candidate[],
  { directory, identity, services, signal }: {
    readonly directory: string;
    readonly identity: CodeIdentity;
    readonly services: VerifyRunsServices;
    readonly signal: AbortSignal;
  },
): Promise<number> {
  const folder = await Deno.makeTempDir({ prefix: "ctm-bench-" });
  try {
    const cacheDirectory = services.cacheDirectory();
    const log = (line: string) => services.write(line + "\n");
    for (const { run } of sample) {
      await services.prepareData(run.spec.dataset, { dataDirectory: null, cacheDirectory, log });
    }
    const jobs = sample.map(({ id, run, plan }): Job => ({
      schema: 1,
      runId: id,
      spec: run.spec,
      code: identity.code,
      git: identity.git,
      driver: { lockFile: identity.lockFile, flags: {}, notices: [] },
      claim: null,
      dataSha256: plan.data.sha256,
      cacheDirectory,
      runsDirectory: folder,
    }));
    let different = 0;
    const machine = { split: sample[0]!.run.spec, cores: services.cores };
    const options = { jobs: Math.min(jobsOf(undefined, machine), jobs.length), signal };
    for await (const { runId, result } of services.executor.execute(jobs, options)) {
      const candidate = sample.find(({ id }) => id === runId)!;
      if (result.kind === "failed") {
        const known = Object.values(EXIT).find((exit) => exit === result.code);
        throw new BenchError(
          `run ${runId} (${candidate.label}) cannot be repeated: ${result.message}`,
          known ?? EXIT.internal,
        );
      }
      const pair = {
        stored: join(studyFolder(directory).runs, runId),
        repeated: join(folder, runId),
      };
      const [before, now] = [await kernelsOfRun(pair.stored), await kernelsOfRun(pair.repeated)];
      const sameKernels = before === now;
      const agreement = agreementOf(candidate.run.spec.backend, { sameKernels });
      const difference = await compareRuns(pair, agreement);
      if (difference !== null) different++;
      const equal = agreement.exact ? "equal bit for bit" : "equal within the tolerance";
      const trail = await hasTrail(pair.stored) ? "" : " (without a trail of its steps)";
      const others = sameKernels ? "" : ` (kernels ${before} stored, ${now} repeated)`;
      services.print(`${runId} ${candidate.label}: ${difference ?? equal}${trail}${others}`);
    }
    return different;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/**
 * The kernels that a run recorded.
 *
 * @throws {BenchError} With exit code 1 if its environment cannot be read.
 */
async function kernelsOfRun(directory: string): Promise<string> {
  const path = runFolder(directory).environment;
  const environment = await readJsonIfPresent(path, environmentSchema);
  if (environment === null) throw new BenchError(`${path} is missing`, EXIT.internal);
  return environment.backend.kernels;
}
