import { dirname, join, resolve } from "node:path";
import { z } from "zod";
import { canonicalJson, sha256 } from "../spec/mod.ts";
import {
  claimFolder,
  filesBelow,
  hashFiles,
  hashOfFiles,
  readPlan,
  readTextIfPresent,
  runFolder,
  writeJson,
} from "../store/mod.ts";
import { readClaim } from "./claim/read_claim.ts";

/** What a report was made from and what came of it, kept beside it. */
export interface ReportRecord {
  readonly schema: 1;
  /** SHA-256 over everything that the report depends on: see {@link hashInputs}. */
  readonly inputs: string;
  /** SHA-256 of each file that was made, by its path in the study's folder. */
  readonly outputs: { readonly [path: string]: string };
  /** What was printed, without the place of the report. */
  readonly lines: readonly string[];
}

const recordSchema: z.ZodType<ReportRecord> = z.object({
  schema: z.literal(1),
  inputs: z.string(),
  outputs: z.record(z.string(), z.string()),
  lines: z.array(z.string()),
});

const RECORD = "report_record.json";

/** What a report consists of, in the study's folder: files, and folders with nothing else in them. */
const OUTPUTS = ["report.html", "report.md", "report.json", "tables", "charts"];

/**
 * One SHA-256 over everything that the report of a study depends on: the program, its runtime, every
 * file of the study other than the report itself, locks and weights, and for a study of a claim the
 * claim and its other studies. When it was made is no part of it.
 *
 * @param directory The study's folder.
 * @param program The hash of the program.
 * @throws {BenchError} With exit code 1 or 2 if the plan or the claim is corrupt.
 */
export async function hashInputs(directory: string, program: string): Promise<string> {
  const study = await hashStudy(directory);
  const claim = (await readPlan(directory))?.sweep.claim ?? null;
  return sha256(canonicalJson({
    program,
    runtime: Deno.version,
    study,
    claim: claim === null ? null : await hashClaim(dirname(resolve(directory))),
  }));
}

/** The files of a study that its report may depend on. */
export async function reportInputs(directory: string): Promise<string[]> {
  const outputs = [RECORD, ...OUTPUTS].map((name) => join(directory, name));
  return await filesBelow(
    directory,
    (path) => !outputs.includes(path) && !path.endsWith(".lock") && !isWeights(path),
  );
}

/** Weights are most of what a study takes on the disk, and no report reads them. */
function isWeights(path: string): boolean {
  return path === runFolder(dirname(path)).parameters;
}

async function hashStudy(directory: string): Promise<string> {
  return await hashOfFiles(directory, await reportInputs(directory));
}

/** The registration, the claim as it is used, and all its studies: deviations are found across them. */
async function hashClaim(directory: string): Promise<unknown> {
  const folder = claimFolder(directory);
  const lock = await readTextIfPresent(folder.lock);
  const text = await readTextIfPresent(folder.claim);
  if (lock === null || text === null) return { lock, text };
  const studies = [];
  for (const { name } of (await readClaim(folder.claim)).claim.datasets) {
    studies.push(await hashStudy(folder.study(name)));
  }
  return { lock, text, studies };
}

/**
 * The record of a report that is as it was made: nothing that it depends on has changed, and all its
 * files are there and whole.
 *
 * @param inputs From {@link hashInputs}.
 * @returns `null` if the report has to be made anew, for whatever reason.
 */
export async function unchangedReport(
  directory: string,
  inputs: string,
): Promise<ReportRecord | null> {
  const record = parseRecord(await readTextIfPresent(join(directory, RECORD)));
  if (record?.inputs !== inputs) return null;
  const paths = Object.keys(record.outputs).map((path) => join(directory, path));
  try {
    const found = await hashFiles(directory, paths);
    return canonicalJson(found) === canonicalJson(record.outputs) ? record : null;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

/** A record that cannot be read is none: the report is made anew. */
function parseRecord(text: string | null): ReportRecord | null {
  if (text === null) return null;
  try {
    return recordSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/**
 * Records a report that was just made.
 *
 * @param options `inputs` from {@link hashInputs}, taken before anything was read: a file that
 * changed since makes the next report anew.
 */
export async function recordReport(
  directory: string,
  { inputs, lines }: Pick<ReportRecord, "inputs" | "lines">,
): Promise<void> {
  const files = await Promise.all(OUTPUTS.map((name) => filesBelow(join(directory, name))));
  const outputs = await hashFiles(directory, files.flat());
  const record: ReportRecord = { schema: 1, inputs, outputs, lines };
  await writeJson(join(directory, RECORD), record);
}

/** Forgets the report of a study: what is there may be a part of the old and of the new one. */
export async function forgetReport(directory: string): Promise<void> {
  await Deno.remove(join(directory, RECORD)).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
}
