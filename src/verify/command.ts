import { fileURLToPath } from "node:url";
import { type Backend, openBackend } from "../backend/mod.ts";
import { readCommandLine } from "../cli/command_line.ts";
import { hint } from "../cli/suggest.ts";
import { chooseBackend } from "../execution/mod.ts";
import {
  BACKENDS,
  BenchError,
  EXIT,
  KERNEL_SETS,
  resolveKernels,
  usageError,
} from "../spec/mod.ts";
import { caseLine, type CaseResult } from "./case_line.ts";
import type { CaseFolder } from "./find_cases.ts";
import { findCases } from "./find_cases.ts";
import { readFixtureCase } from "./fixture_case.ts";
import { verifyCase } from "./verify_case.ts";

const HELP = `Compares this implementation with golden cases of the authors' PyTorch code.

deno task verify [--fixtures DIR] [--backend ${["auto", ...BACKENDS].join("|")}]
    [--kernels ${KERNEL_SETS.join("|")}] [--case NAME]

Every folder in DIR with a case.json is a case: configuration, parameters and inputs, and what the
authors' code computes from them. Without --fixtures these are the cases in test/golden/cases.
Without --kernels they are computed as runs are: fused on wasm, composite elsewhere.
Exit codes: 0 all cases pass, 2 wrong command line, 3 backend not usable, 6 a case fails.`;

/** The cases that come with the project. */
const OWN_CASES = fileURLToPath(new URL("../../test/golden/cases", import.meta.url));

/** What the command needs from outside; replaced in tests. */
export interface VerifyServices {
  readonly chooseBackend: typeof chooseBackend;
  readonly openBackend: typeof openBackend;
  readonly print: (line: string) => void;
  /** Milliseconds. */
  readonly now: () => number;
}

const SERVICES: VerifyServices = {
  chooseBackend,
  openBackend,
  print: console.log,
  now: () => performance.now(),
};

/**
 * `deno task verify`.
 *
 * @throws {BenchError} With exit code 2 for a wrong command line, 3 for a backend that is not there,
 * 6 if a case fails.
 */
export async function verify(
  args: readonly string[],
  services: VerifyServices = SERVICES,
): Promise<void> {
  const { print } = services;
  const { help, flags } = readCommandLine(args, {
    flags: {
      fixtures: "test/golden/cases",
      backend: "wasm",
      kernels: "fused",
      case: "ctm_pairing_depth1",
    },
    positional: null,
  });
  if (help) return print(HELP);
  const folder = flags.get("fixtures") ?? OWN_CASES;
  const cases = findCases(folder, flags.get("case") ?? null);
  const kernels = nameOf("kernels", flags.get("kernels"), KERNEL_SETS) ?? "auto";
  const wanted = nameOf("backend", flags.get("backend"), ["auto", ...BACKENDS]) ?? "auto";
  const choice = await services.chooseBackend(wanted);
  const backend = await services.openBackend(choice.name, resolveKernels(kernels, choice.name));
  print(
    `backend ${backend.name} (${backend.device}), kernels ${backend.kernels}, ${
      countCases(cases.length)
    } in ${folder}`,
  );
  const results: CaseResult[] = [];
  const width = Math.max(...cases.map(({ name }) => name.length));
  for (const one of cases) {
    const start = services.now();
    const result = await resultOf(one, backend);
    results.push(result);
    print(caseLine(result, { width, seconds: (services.now() - start) / 1000 }));
  }
  const failed = results.filter(({ report }) => report.failures.length > 0).length;
  print(`${results.length - failed} passed, ${failed} failed`);
  // The code of results that are not what they claim to be.
  if (failed > 0) {
    throw new BenchError(`${failed} of ${results.length} cases fail`, EXIT.unsound);
  }
}

function countCases(count: number): string {
  return count === 1 ? "1 case" : `${count} cases`;
}

/** The value of a flag, which must be one of `names`; `null` where it is not given. */
function nameOf<Name extends string>(
  flag: string,
  given: string | undefined,
  names: readonly Name[],
): Name | null {
  if (given === undefined) return null;
  const name = names.find((name) => name === given);
  if (name === undefined) {
    throw usageError(`--${flag}: unknown ${flag} "${given}"${hint(given, names)}`);
  }
  return name;
}

/** Verifies one case; whatever goes wrong fails that case alone. */
async function resultOf({ name, path }: CaseFolder, backend: Backend): Promise<CaseResult> {
  try {
    const report = await verifyCase(await readFixtureCase(path));
    backend.check();
    return { name, report };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const line = message.replace(/\s*\n\s*/g, " ").trim();
    return { name, report: { compared: 0, worst: null, failures: [line] } };
  }
}
