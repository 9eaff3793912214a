import { bench } from "../cli/bench.ts";
import { BenchError, EXIT } from "../spec/mod.ts";
import { explainingStorage } from "../store/mod.ts";
import type { NightlyServices } from "./nightly_services.ts";

/**
 * Runs the study of a night into its own new folder, so that no run of an earlier night is taken over,
 * by the same code as `deno task bench`.
 *
 * @param directory Must not exist.
 * @returns Why the study ended with an error: failed runs, seeds that are not independent, data that
 * are not there; `null` if it is whole.
 * @throws {BenchError} With exit code 130 if it was interrupted.
 */
export async function runStudy<Shape>(
  flags: readonly string[],
  { directory, services, signal }: {
    readonly directory: string;
    readonly services: NightlyServices<Shape>;
    readonly signal: AbortSignal;
  },
): Promise<BenchError | null> {
  await explainingStorage(directory, () => Deno.mkdir(directory, { recursive: true }));
  try {
    // The verdicts that a study prints are not those of a night: see `modelLooks`.
    const study = { ...services.study, print: () => undefined };
    await bench([...flags, "--out", directory], study, signal);
    return null;
  } catch (error) {
    if (!(error instanceof BenchError)) {
      // A fault of the program is a failed night like any other: somebody has to hear of it.
      return new BenchError(error instanceof Error ? error.message : String(error), EXIT.internal);
    }
    if (error.code === EXIT.interrupted) throw error;
    return error;
  }
}
