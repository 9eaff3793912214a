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

const report = await Deno.makeTempFile({ suffix: ".xml" });
const { code } = await new Deno.Command(Deno.execPath(), {
  args: [
    "test",
    "-A",
    `--junit-path=${report}`,
    ...(full ? [] : ["--ignore=test/full"]),
    "test",
  ],
  stdin: "null",
}).spawn().status;

const { tests, failed, skipped } = counts(await Deno.readTextFile(report));
await Deno.remove(report);
const skippedText = skipped > 0 ? `, ${skipped} skipped` : "";
console.log(`${tests - failed - skipped} passed, ${failed} failed${skippedText}`);
// A run that executed nothing proves nothing.
Deno.exit(code !== 0 ? code : tests - skipped > 0 ? 0 : 1);

/** Counts test cases in a JUnit report. */
function counts(xml: string): { tests: number; failed: number; skipped: number } {
  const cases = xml.match(/<testcase\b[^>]*?(?:\/>|>[\s\S]*?<\/testcase>)/g) ?? [];
  const having = (pattern: RegExp) => cases.filter((text) => pattern.test(text)).length;
  return {
    tests: cases.length,
    failed: having(/<(?:failure|error)\b/),
    skipped: having(/<skipped\b/),
  };
}
