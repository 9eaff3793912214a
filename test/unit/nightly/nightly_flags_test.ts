import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { nightCommand } from "../../../src/nightly/night_command.ts";
import { parseNightlyFlags } from "../../../src/nightly/nightly_flags.ts";
import { nightlyHelp } from "../../../src/nightly/nightly_help.ts";
import { NIGHTLY_FLAG_LIST } from "../../../src/nightly/nightly_flag_table.ts";
import { BenchError } from "../../../src/spec/mod.ts";

Deno.test("parseNightlyFlags() leaves the study's flags to bench, with the suite as default", () => {
  const options = parseNightlyFlags([
    ...["--", "--history", "h", "--gate=regressed, drift", "--seeds", "3", "--pin"],
    ...["--notify", "file:a.jsonl", "--notify", "cmd:curl -d x http://y:1", "--notify", "summary"],
  ]);
  assertEquals(options.study, ["--config", "tasks/suites/nightly.jsonc", "--seeds", "3"]);
  assertEquals([options.history, options.pin, options.speed], ["h", true, "reference"]);
  assertEquals(options.gate, ["regressed", "drift"]);
  assertEquals(options.notify, [
    { kind: "file", path: "a.jsonl" },
    { kind: "command", command: "curl -d x http://y:1" },
    { kind: "summary" },
  ]);
  const other = parseNightlyFlags(["--config", "mine.jsonc"]);
  assertEquals(other.study, ["--config", "mine.jsonc"]);
  assertEquals([other.gate, other.notify, other.history], [[], [], "results/nightly"]);
});

Deno.test("parseNightlyFlags() refuses what it does not know, with a suggestion", () => {
  for (
    const [args, message] of [
      [["--histroy", "h"], "did you mean --history?"],
      [["--tikcs", "3"], "did you mean --ticks?"],
      [["--gate", "regresed"], "did you mean regressed?"],
      [["--notify", "mail:me"], "expected file:PATH"],
      [["--notify", "file:"], "expected file:PATH"],
      [["--out", "x"], "--history DIR"],
      [["--speed", "fast"], "off, reference, all"],
      [["--pin=yes"], "takes no value"],
      [["--history"], "needs a value"],
      [["--history", "--pin"], "needs a value"],
      [["--history", "a", "--history", "b"], "given twice"],
      [["--force"], "--pin"],
      [["--no-run", "--seeds", "3"], "nothing is run"],
      [["--no-run", "--pin"], "--baseline NAME"],
    ] as const
  ) {
    const error = assertThrows(() => parseNightlyFlags(args), BenchError);
    assertEquals(error.code, 2);
    assertStringIncludes(error.message, message);
  }
});

Deno.test("the recorded command has no channel and no folder of the machine", () => {
  const options = parseNightlyFlags([
    ...["--history", "/home/me/h", "--notify", "cmd:curl https://token@host", "--gate", "failed"],
    ...["--data-dir", "/home/me/data", "--option", "ctm.neurons=16 17", "--data-dir=/else"],
  ]);
  assertEquals(
    nightCommand(options),
    "deno task nightly --config tasks/suites/nightly.jsonc --option 'ctm.neurons=16 17' --gate failed --speed reference",
  );
});

Deno.test("the help names every flag of the night", () => {
  for (const { name } of NIGHTLY_FLAG_LIST) assertStringIncludes(nightlyHelp(), `--${name}`);
});
