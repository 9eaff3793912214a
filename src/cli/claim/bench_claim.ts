import { join } from "node:path";
import type { BenchError, ClaimDataset, SweepSpec } from "../../spec/mod.ts";
import { claimFolder, lockStudy } from "../../store/mod.ts";
import type { BenchServices, StudyRequest } from "../bench.ts";
import type { FlagValues } from "../flags.ts";
import { readTunedStudy, withBestOf } from "../tune/tuned_study.ts";
import { requireClaimFlags } from "./claim_flags.ts";
import { claimSweep } from "./claim_sweep.ts";
import { concludeClaim, errorOfOneStudy } from "./conclude_claim.ts";
import { type ClaimFile, readClaim } from "./read_claim.ts";
import { registerClaim } from "./register_claim.ts";

/** A claim to be run or continued. */
export interface ClaimRequest {
  readonly values: FlagValues;
  /** The command line that repeats or continues it. */
  readonly command: string;
}

/** One study of the claim, ready to be run. */
interface PreparedStudy {
  readonly dataset: string;
  /** Before tuning. */
  readonly base: SweepSpec;
  readonly tuning: SweepSpec["tuning"];
  readonly values: FlagValues;
  /** SHA-256 of the data. */
  readonly data: string;
}

/**
 * `deno task bench --claim FILE`: locks the claim, runs one study per data set and says whether the
 * claim is supported, refuted or undetermined.
 *
 * @param runStudy Runs or continues one study.
 * @throws {BenchError} With exit code 2 for a wrong claim or flag, 7 for a deviation under `--strict`
 * and before anything is trained, and after the report with that of the first study that failed.
 */
export async function benchClaim<Shape>(
  { values, command }: ClaimRequest,
  services: BenchServices<Shape>,
  runStudy: (study: StudyRequest) => Promise<void>,
): Promise<void> {
  const file = await readClaim(values.get("claim")![0]!);
  const { claim } = file;
  requireClaimFlags(values, claim);
  const directory = values.get("out")?.[0] ?? join("results", `claim-${claim.name}`);
  const requestOf = ({ dataset, base, values }: PreparedStudy): StudyRequest => ({
    values: new Map([...values, ["out", [claimFolder(directory).study(dataset)]]]),
    base,
    command,
  });
  const prepared: PreparedStudy[] = [];
  for (const dataset of claim.datasets) {
    prepared.push(await prepare(dataset, { file, values, services }));
  }
  if (values.has("dry-run")) {
    for (const study of prepared) await runStudy(requestOf(study));
    return;
  }

  const { code, git } = await services.codeIdentity();
  {
    await using _lock = await lockStudy(directory);
    const { lock, deviations } = await registerClaim(directory, {
      file,
      identity: { code, git },
      planned: prepared,
      strict: values.has("strict"),
      command,
      now: new Date().toISOString(),
    });
    if (!values.has("quiet")) {
      services.write(`Claim ${lock.sha256.slice(0, 12)}, locked ${lock.locked}: ${claim.text}\n`);
    }
    for (const deviation of deviations) services.write(`deviation: ${deviation}\n`);
  }
  let failure: BenchError | null = null;
  for (const study of prepared) {
    try {
      await runStudy(requestOf(study));
    } catch (error) {
      const known = errorOfOneStudy(study.dataset, error);
      failure ??= known;
    }
  }
  services.print("");
  await concludeClaim(directory, services);
  if (failure !== null) throw failure;
}

async function prepare<Shape>(
  dataset: ClaimDataset,
  { file, values, services }: {
    readonly file: ClaimFile;
    readonly values: FlagValues;
    readonly services: BenchServices<Shape>;
  },
): Promise<PreparedStudy> {
  const own = await flagsFor(dataset.name, values);
  const { catalog } = services;
  const where = new Map([...own].filter(([name]) => name === "backend" || name === "kernels"));
  const request = { dataset, sha256: file.sha256, values: where };
  const base = claimSweep(file.claim, request, catalog);
  const search = own.get("tuned")?.[0];
  const tuned = search === undefined ? null : await readTunedStudy(search, base);
  const { sha256 } = await services.prepareData(base.dataset, {
    dataDirectory: own.get("data-dir")?.[0] ?? null,
    cacheDirectory: services.cacheDirectory(),
    log: (line) => values.has("quiet") || services.write(line + "\n"),
  });
  return {
    dataset: dataset.name,
    base,
    tuning: tuned && withBestOf(tuned, tuned.trials, catalog).tuning,
    values: own,
    data: sha256,
  };
}

/**
 * With several data sets, `--data-dir` names a folder with one for each that has original files, and
 * `--tuned` one with a search for each.
 */
async function flagsFor(dataset: string, values: FlagValues): Promise<FlagValues> {
  const own = new Map(values);
  const data = values.get("data-dir")?.[0];
  if (data !== undefined) {
    const directory = join(data, dataset);
    const there = await Deno.stat(directory).then((info) => info.isDirectory, () => false);
    if (there) own.set("data-dir", [directory]);
    else own.delete("data-dir");
  }
  const search = values.get("tuned")?.[0];
  if (search !== undefined) own.set("tuned", [join(search, dataset)]);
  return own;
}
