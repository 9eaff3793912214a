/**
 * Runs the test suite and closes with the line `N passed, N failed`.
 *
 * `--full` adds the heavier proofs in test/full.
 *
 * @module
 */
const full = Deno.args.includes("--full");
const unknown = Deno.args.filter((argument) => argument !== "--full");
if (unknown.length > 0) {
  console.error(`error: unknown argument ${unknown[0]}; there is only --full`);
  Deno.exit(2);
}

/**
 * Two processes at a time use both cores of a small machine: what computes with tensors for most of
 * its time, and everything else.
 */
const NUMERICS = [
  "conformance",
  "golden",
  "kernels",
  "unit/nn",
  "unit/problems",
  "unit/tensor",
  "unit/report",
]
  .map((folder) => `test/${folder}`);
const OTHERS = ["--ignore=" + [...NUMERICS, ...(full ? [] : ["test/full"])].join(","), "test"];

const parts = await Promise.all([runTests(NUMERICS, "shown"), runTests(OTHERS, "kept")]);
for (const { output } of parts) Deno.stdout.writeSync(output);

const total = (count: (cases: Counts) => number) =>
  parts.reduce((sum, { cases }) => sum + count(cases), 0);
const [tests, failed, skipped] = [
  total((cases) => cases.tests),
  total((cases) => cases.failed),
  total((cases) => cases.skipped),
];
const skippedText = skipped > 0 ? `, ${skipped} skipped` : "";
console.log(`${tests - failed - skipped} passed, ${failed} failed${skippedText}`);
const code = parts.find((part) => part.code !== 0)?.code ?? 0;
// A run that executed nothing proves nothing.
Deno.exit(code !== 0 ? code : tests - skipped > 0 ? 0 : 1);

/** How many test cases there were. */
interface Counts {
  readonly tests: number;
  readonly failed: number;
  readonly skipped: number;
}

/**
 * Runs tests in a process of its own.
 *
 * @param output Whether it is shown as it comes or kept, to be shown in one piece.
 */
async function runTests(
  selection: readonly string[],
  output: "shown" | "kept",
): Promise<{ readonly code: number; readonly cases: Counts; readonly output: Uint8Array }> {
  const report = await Deno.makeTempFile({ suffix: ".xml" });
  const stream = output === "shown" ? "inherit" : "piped";
  const process = new Deno.Command(Deno.execPath(), {
    args: ["test", "-A", `--junit-path=${report}`, ...selection],
    stdin: "null",
    stdout: stream,
    stderr: "inherit",
  }).spawn();
  const kept = output === "shown"
    ? new Uint8Array()
    : new Uint8Array(await new Response(process.stdout).arrayBuffer());
  const { code } = await process.status;
  const cases = counts(await Deno.readTextFile(report));
  await Deno.remove(report);
  return { code, cases, output: kept };
}

/** Counts test cases in a JUnit report. */
function counts(xml: string): Counts {
  const cases = xml.match(/<testcase\b[^>]*?(?:\/>|>[\s\S]*?<\/testcase>)/g) ?? [];
  const having = (pattern: RegExp) => cases.filter((text) => pattern.test(text)).length;
  return {
    tests: cases.length,
    failed: having(/<(?:failure|error)\b/),
    skipped: having(/<skipped\b/),
  };
}
