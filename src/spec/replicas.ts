import { usageError } from "./errors.ts";
import type { BackendName } from "./run_spec.ts";

/** Backends that compute on one core each, so that several can share the work of a step. */
const SPLITTING: readonly BackendName[] = ["wasm", "cpu"];

/**
 * How many replicas of the model share each batch of a run. Specifications that do not say it, those
 * of earlier versions among them, have one.
 */
export function replicasOf(
  { dataParallel }: { readonly dataParallel?: number | undefined },
): number {
  return dataParallel ?? 1;
}

/**
 * Refuses batches that replicas cannot share in equal parts, and backends that have no replicas.
 *
 * @param spec `backend` may be `auto`, which says nothing yet.
 * @throws {BenchError} With exit code 2.
 */
export function requireEqualParts({ dataParallel, batchSize, backend }: {
  readonly dataParallel?: number | undefined;
  readonly batchSize: number;
  readonly backend: "auto" | BackendName;
}): void {
  const replicas = replicasOf({ dataParallel });
  if (replicas === 1) return;
  if (batchSize % replicas !== 0) {
    throw usageError(
      `--data-parallel ${replicas}: batches of ${batchSize} cannot be split into ${replicas} equal parts; give a divisor of ${batchSize}, or change --batch-size`,
    );
  }
  if (backend !== "auto" && !SPLITTING.includes(backend)) {
    throw usageError(
      `--data-parallel ${replicas}: only ${
        SPLITTING.join(" and ")
      } split batches, and the backend is ${backend}; leave it out, or add --backend wasm`,
    );
  }
}
