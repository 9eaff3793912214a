import { BenchError, EXIT } from "../spec/mod.ts";
import type { EngineName } from "./engines.ts";
import { missingEngine, type Pytorch } from "./find_pytorch.ts";
import type { MachineFacts } from "./requests.ts";

/** A PyTorch that multiplies matrices slower than this part of our peak lacks a fast BLAS. */
const SLOW_BLAS = 1 / 3;

/** What a reader must know of a measurement on this machine: engines left out, a slow BLAS. */
export function noticesOf(
  engines: readonly EngineName[],
  { peakFlops }: MachineFacts,
  pytorch: Pytorch | null,
): string[] {
  const missing = engines.flatMap((engine) => {
    const reason = missingEngine(engine, pytorch);
    return reason === null ? [] : [`${engine} is left out: ${reason}`];
  });
  if (pytorch === null || pytorch.facts.matrixFlops >= SLOW_BLAS * peakFlops) return missing;
  const gigaflops = (flops: number) => `${(flops / 1e9).toFixed(1)} GFLOP/s`;
  return [
    ...missing,
    `PyTorch multiplies matrices at ${
      gigaflops(pytorch.facts.matrixFlops)
    } with ${pytorch.facts.blas}, our kernels reach ${
      gigaflops(peakFlops)
    }; it lacks a fast BLAS (libopenblas0 on Debian), and its times say nothing about PyTorch`,
  ];
}

/**
 * Refuses engines that were asked for by name and are not on this machine.
 *
 * @throws {BenchError} With exit code 3.
 */
export function requireNamed(engines: readonly EngineName[], pytorch: Pytorch | null): void {
  for (const engine of engines) {
    const reason = missingEngine(engine, pytorch);
    if (reason === null) continue;
    throw new BenchError(
      `--engine ${engine}: ${reason}; install it, name another Python with --python, or leave the engine out`,
      EXIT.environment,
    );
  }
}
