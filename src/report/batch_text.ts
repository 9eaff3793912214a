import { replicasOf, type SweepSpec } from "../spec/mod.ts";

/** The size of a batch, and what replicas make of it: batch normalisation sees their parts. */
export function batchText(
  { batchSize, dataParallel }: Pick<SweepSpec, "batchSize" | "dataParallel">,
): string {
  const replicas = replicasOf({ dataParallel });
  if (replicas === 1) return String(batchSize);
  return `${batchSize}, shared by ${replicas} replicas that normalise ${
    batchSize / replicas
  } examples each`;
}
