import type { ClaimSpec } from "../spec/claim.ts";
import { canonicalJson } from "../spec/identity.ts";

/** A claim as it was registered. */
export interface RegisteredClaim {
  readonly claim: ClaimSpec;
  readonly sha256: string;
  /** When it was locked, ISO 8601. */
  readonly locked: string;
  /** SHA-256 of the code at that time. */
  readonly code: string;
}

/** What a run recorded of its circumstances. */
export interface RegisteredRun {
  readonly dataset: string;
  /** When it was started, ISO 8601. */
  readonly started: string;
  readonly code: string;
  /** SHA-256 of the claim that it was run for, or `null`. */
  readonly claim: string | null;
}

/** A claim as it is used now, and what was run for it. */
export interface ClaimConduct {
  readonly claim: ClaimSpec;
  readonly sha256: string;
  readonly runs: readonly RegisteredRun[];
  /** SHA-256 of the data and of the code of each planned study. */
  readonly studies: readonly {
    readonly dataset: string;
    readonly data: string;
    readonly code: string;
    /** SHA-256 of the claim that it was planned for. */
    readonly claim: string | null;
    /** What differs from the registered search; `null` for nothing. */
    readonly tuning: string | null;
  }[];
}

/**
 * Everything in which the conduct departed from what was registered, one sentence each without a full
 * stop. Deviations are allowed, and are printed.
 *
 * Source: statistical protocol, 3.11.
 */
export function claimDeviations(lock: RegisteredClaim, conduct: ClaimConduct): string[] {
  return [
    ...changedFields(lock.claim, conduct.claim).map(({ field, before, after }) =>
      `the field ${field} was registered as ${before} and is now ${after}`
    ),
    ...conduct.studies.flatMap((study) => studyDeviations(lock, conduct, study)),
    ...runDeviations(lock, conduct.runs),
  ];
}

function studyDeviations(
  lock: RegisteredClaim,
  { claim, sha256 }: ClaimConduct,
  study: ClaimConduct["studies"][number],
): string[] {
  const expected = claim.datasets.find(({ name }) => name === study.dataset)?.sha256 ?? null;
  const about = `the study of ${study.dataset}`;
  return [
    ...(expected !== null && expected !== study.data
      ? [
        `the data of ${study.dataset} have the SHA-256 ${short(study.data)}, not ${
          short(expected)
        }`,
      ]
      : []),
    ...(study.code !== lock.code
      ? [`${about} is planned with code ${short(study.code)}, not ${short(lock.code)}`]
      : []),
    ...(study.claim !== sha256
      ? [`${about} is planned for ${versionText(study.claim)} of the claim, not ${short(sha256)}`]
      : []),
    ...(study.tuning === null ? [] : [`${about}: ${study.tuning}`]),
  ];
}

function runDeviations(lock: RegisteredClaim, runs: readonly RegisteredRun[]): string[] {
  const found = new Map<string, number>();
  const note = (text: string) => found.set(text, (found.get(text) ?? 0) + 1);
  for (const { dataset, started, code, claim } of runs) {
    if (code !== lock.code) {
      note(`on ${dataset} made with code ${short(code)}, not ${short(lock.code)}`);
    }
    if (claim !== lock.sha256) {
      note(`on ${dataset} made for ${versionText(claim)} of the claim, not ${short(lock.sha256)}`);
    }
    if (Date.parse(started) < Date.parse(lock.locked)) {
      note(`on ${dataset} started before the claim was locked`);
    }
  }
  return [...found].map(([text, count]) => `${count} run${count === 1 ? "" : "s"} ${text}`);
}

/** A field of a claim whose value is another one. */
export interface ChangedField {
  /** Path with dots: `margin.value`. */
  readonly field: string;
  /** As JSON. */
  readonly before: string;
  readonly after: string;
}

/** The fields in which two values of one form differ, lists as a whole. */
export function changedFields(before: unknown, after: unknown, path = ""): ChangedField[] {
  if (canonicalJson(before) === canonicalJson(after)) return [];
  if (!isObject(before) || !isObject(after)) {
    return [{ field: path, before: canonicalJson(before), after: canonicalJson(after) }];
  }
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.flatMap((key) =>
    changedFields(before[key], after[key], path === "" ? key : `${path}.${key}`)
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function versionText(claim: string | null): string {
  return claim === null ? "no version" : `version ${short(claim)}`;
}

/** Enough of a hash to tell it from others. */
function short(hash: string): string {
  return hash.slice(0, 12);
}
