import { lossBits, type TrailRow } from "../spec/mod.ts";

/** Digests of the parameters over a budget, evenly spaced; further ones go with validations. */
const DIGESTS = 20;

/** Steps between two digests at least, so that short runs of large models do not spend on them. */
const STEPS_PER_DIGEST = 25;

/** What a trail is to go on from. */
export interface TrailMemory {
  readonly rows: readonly TrailRow[];
  /** Part of the budget, of {@link DIGESTS}, and step of the latest digest; 0 before the first. */
  readonly digested: { readonly part: number; readonly step: number };
}

/** Where training stands when a digest may be due. */
export interface TrailPosition {
  readonly step: number;
  /** Part of the budget used, 0 to 1. */
  readonly progress: number;
  /** Whether a validation comes next. */
  readonly validates: boolean;
}

/** Records what a run computes, step by step. */
export interface Trail {
  /** @param first Step of the first of the losses, counted from 1. */
  addLosses(first: number, losses: ArrayLike<number>): void;
  digestIsDue(position: TrailPosition): boolean;
  addDigest(position: TrailPosition, sha256: string): void;
  /** The rows that were not taken before. */
  take(): readonly TrailRow[];
  memory(): TrailMemory;
}

/**
 * A trail.
 *
 * @param memory Of the trail that it continues, whose rows are given out again; default none.
 */
export function createTrail(
  memory: TrailMemory = { rows: [], digested: { part: 0, step: 0 } },
): Trail {
  const rows = [...memory.rows];
  let { digested } = memory;
  let taken = 0;
  const partOf = (progress: number) => Math.floor(progress * DIGESTS + 1e-9);
  return {
    addLosses(first, losses) {
      if (losses.length > 0) rows.push({ kind: "losses", first, bits: lossBits(losses) });
    },
    digestIsDue({ step, progress, validates }) {
      if (step === digested.step) return false;
      return validates ||
        (partOf(progress) > digested.part && step - digested.step >= STEPS_PER_DIGEST);
    },
    addDigest({ step, progress }, sha256) {
      rows.push({ kind: "parameters", step, sha256 });
      digested = { part: partOf(progress), step };
    },
    take() {
      const fresh = rows.slice(taken);
      taken = rows.length;
      return fresh;
    },
    memory: () => ({ rows: [...rows], digested }),
  };
}
