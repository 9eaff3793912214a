import type { EngineName } from "../../../src/perf/engines.ts";
import type { EngineResult, MeasuredEngine, WorkResult } from "../../../src/perf/perf_record.ts";

const MIB = 2 ** 20;

/** An engine with steps of given CPU times, a list each round; on the clock they take twice as long. */
export function engineOf(
  engine: EngineName,
  rounds: readonly (readonly number[])[],
  { mib = 10, ...more }: Partial<MeasuredEngine> & { readonly mib?: number } = {},
): MeasuredEngine {
  return {
    engine,
    status: "measured",
    kernels: "hand-made",
    losses: [2.5, 2.4, 2.3, 2.2, 2.1],
    rounds: rounds.map((cpu) => ({
      cpuMilliseconds: [...cpu],
      wallMilliseconds: cpu.map((time) => 2 * time),
    })),
    memory: { peakBytes: mib * MIB, backendBytes: null },
    sections: null,
    ...more,
  };
}

/** A result of the CTM of `small`. */
export function resultOf(...engines: EngineResult[]): WorkResult {
  return {
    perfCase: "small",
    model: "ctm",
    batchSize: 64,
    parameters: 89484,
    flopsPerExample: 2.8e6,
    engines,
  };
}

/** A machine whose peak is 50 GFLOP/s. */
export const MACHINE = {
  peakFlops: 50e9,
  kernels: "fused (relaxed FMA)",
  versions: { deno: "2.9.6" },
  machine: {
    os: "linux",
    arch: "x86_64",
    cpu: "a processor",
    cores: 2,
    memoryGiB: 8,
    limits: { cores: null, memoryGiB: null },
  },
};
