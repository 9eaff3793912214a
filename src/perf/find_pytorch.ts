import { environmentError, usageError } from "../spec/mod.ts";
import { type EngineName, isPytorch, PEER } from "./engines.ts";
import { type PytorchFacts, pytorchSchema } from "./requests.ts";

/** A Python that has PyTorch. */
export interface Pytorch {
  readonly program: string;
  readonly facts: PytorchFacts;
}

/** Where Python is looked for. The second is the system's, where a package manager puts PyTorch. */
const PROGRAMS = ["python3", "/usr/bin/python3"];

/** What a program printed, or why it could not: replaced in tests. */
export type RunProgram = (
  program: string,
  args: readonly string[],
) => Promise<{ readonly success: boolean; readonly output: string; readonly errors: string }>;

/**
 * Looks for a Python with PyTorch and asks it for versions and speed.
 *
 * @param asked `--python`; `null` tries the usual ones.
 * @returns `null` if none of the usual ones has it.
 * @throws {BenchError} With exit code 2 if the one asked for is not there or has no PyTorch, with 3 if
 * it has one that does not work.
 */
export async function findPytorch(
  asked: string | null,
  run: RunProgram = runProgram,
): Promise<Pytorch | null> {
  for (const program of asked === null ? PROGRAMS : [asked]) {
    const { success } = await run(program, ["-c", "import torch"]);
    if (!success) continue;
    const { output, errors } = await run(program, [PEER, "describe"]);
    const facts = pytorchSchema.safeParse(parseLast(output));
    if (facts.success) return { program, facts: facts.data };
    const reason = errors.trim().split("\n").at(-1) || "it printed no facts";
    throw environmentError(
      `${program} has PyTorch, but the benchmark does not run with it: ${reason}; repair it, or leave the pytorch engines out with --engine`,
    );
  }
  if (asked === null) return null;
  throw usageError(
    `--python ${asked}: "import torch" does not work there; give a Python that has PyTorch, or leave --python out`,
  );
}

/** Why an engine is not on this machine, or `null` if it is. */
export function missingEngine(engine: EngineName, pytorch: Pytorch | null): string | null {
  if (!isPytorch(engine)) return null;
  if (pytorch === null) return `no PyTorch: "import torch" works in none of ${PROGRAMS.join(", ")}`;
  if (engine !== "pytorch-compiled" || pytorch.facts.compiles) return null;
  return `PyTorch ${pytorch.facts.torch} has no torch.compile, which came with version 2`;
}

async function runProgram(program: string, args: readonly string[]) {
  try {
    const { success, stdout, stderr } = await new Deno.Command(program, {
      args: [...args],
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    return { success, output: text(stdout), errors: text(stderr) };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.PermissionDenied) {
      return { success: false, output: "", errors: error.message };
    }
    throw error;
  }
}

/** The last line as JSON, or `null`. */
function parseLast(output: string): unknown {
  try {
    return JSON.parse(output.trim().split("\n").at(-1)!);
  } catch {
    return null;
  }
}
