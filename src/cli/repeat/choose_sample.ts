import { sha256 } from "../../spec/mod.ts";

/** Some of the runs, the same ones for the same seed; all if there are no more than `count`. */
export function chooseSample<T extends { readonly id: string }>(
  runs: readonly T[],
  { count, seed }: { readonly count: number; readonly seed: number },
): T[] {
  const drawn = runs.map((run) => ({ run, ticket: sha256(`${seed} ${run.id}`) }));
  return drawn.sort((a, b) => a.ticket < b.ticket ? -1 : 1).slice(0, count).map(({ run }) => run);
}
