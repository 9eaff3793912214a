import { sha256 } from "../spec/identity.ts";
import type { ComparedRun } from "./pair_runs.ts";
import { NO_VARIATION } from "./verdict.ts";

/** What {@link findIdenticalRuns} found on one side. */
export interface IdenticalRuns {
  /** One sentence for each group of seeds with identical results. */
  readonly remarks: readonly string[];
  /**
   * Why there can be no verdict: all seeds gave identical results. `null` otherwise, and where all
   * answers are correct, which independent runs may well have in common.
   */
  readonly obstacle: string | null;
}

/**
 * Looks for seeds of one side that classify every test example alike, as runs do that ignored their
 * seed. The standard error alone does not show them: the other side varies, and so does the
 * difference.
 *
 * @param runs Of the paired seeds, ascending; diverged runs and those without predictions are
 * skipped.
 *
 * Source: statistical protocol, 3.3 ("no variation").
 */
export function findIdenticalRuns(label: string, runs: readonly ComparedRun[]): IdenticalRuns {
  const groups = new Map<string, { correct: Float64Array; seeds: number[] }>();
  for (const { correct, diverged, seed } of runs) {
    if (diverged || correct === null) continue;
    const key = sha256(new Uint8Array(correct.buffer, correct.byteOffset, correct.byteLength));
    const group = groups.get(key) ?? { correct, seeds: [] };
    group.seeds.push(seed);
    groups.set(key, group);
  }
  const remarks: string[] = [];
  let obstacle: string | null = null;
  for (const { correct, seeds } of groups.values()) {
    if (seeds.length < 2) continue;
    const perfect = correct.every((one) => one === 1);
    remarks.push(
      perfect
        ? `seeds ${seeds.join(", ")} of ${label} are correct on every test example`
        : `seeds ${seeds.join(", ")} of ${label} gave identical results on every test example`,
    );
    if (seeds.length === runs.length && !perfect) {
      obstacle = `${NO_VARIATION} all seeds of ${label} gave identical results`;
    }
  }
  return { remarks, obstacle };
}
