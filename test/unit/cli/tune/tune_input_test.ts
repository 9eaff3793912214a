import { join } from "node:path";
import { assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { readBorrowed } from "../../../../src/cli/tune/read_borrowed.ts";
import { readSpaces } from "../../../../src/cli/tune/read_spaces.ts";
import { parseTrialBudget } from "../../../../src/cli/tune/trial_budget.ts";
import { takeTuneFlags } from "../../../../src/cli/tune/tune_flags.ts";
import { edgeWarnings, tuningText } from "../../../../src/cli/tune/tuning_text.ts";
import { BenchError } from "../../../../src/spec/mod.ts";
import { exampleSearch, exampleTrials, exampleTuning } from "../../../support/example_tuning.ts";
import { inTemporaryFolder } from "../../../support/temporary_folder.ts";

Deno.test("parseTrialBudget() takes a part of a run's budget or an amount", () => {
  const examples = { kind: "examples", examples: 14_401 } as const;
  assertEquals(parseTrialBudget("0.25x", examples), { kind: "examples", examples: 3601 });
  assertEquals(parseTrialBudget(".1x", { kind: "steps", steps: 30 }), { kind: "steps", steps: 3 });
  assertEquals(parseTrialBudget("2x", { kind: "flops", flops: 5 }), { kind: "flops", flops: 10 });
  assertEquals(parseTrialBudget("0.5x", { kind: "seconds", seconds: 3 }), {
    kind: "seconds",
    seconds: 1.5,
  });
  assertEquals(parseTrialBudget("steps=9", examples), { kind: "steps", steps: 9 });
  for (const text of ["0x", "x", "-1x", "25 %", "examples", "0.25"]) {
    const error = assertThrows(() => parseTrialBudget(text, examples), BenchError);
    assertStringIncludes(error.message, `--trial-budget ${text}`);
  }
});

Deno.test("takeTuneFlags() takes its own flags and leaves the others", () => {
  const { own, others } = takeTuneFlags([
    ...["--", "--preset", "quick", "--trials", "8", "--space=a.jsonc", "--jobs", "2"],
  ]);
  assertEquals([...own], [["trials", "8"], ["space", "a.jsonc"]]);
  assertEquals(others, ["--preset", "quick", "--jobs", "2"]);
  for (const args of [["--trials"], ["--trials", "--jobs"], ["--trials=1", "--trials=2"]]) {
    assertThrows(() => takeTuneFlags(args), BenchError);
  }
});

/** The error of reading a file with this content. */
async function refusal(
  content: string,
  read: (path: string) => Promise<unknown>,
): Promise<BenchError> {
  return await inTemporaryFolder(async (folder) => {
    const path = join(folder, "file.jsonc");
    await Deno.writeTextFile(path, content);
    return await assertRejects(() => read(path), BenchError);
  });
}

Deno.test("readSpaces() gives each model the shared ranges and its own", async () => {
  await inTemporaryFolder(async (folder) => {
    const path = join(folder, "space.jsonc");
    await Deno.writeTextFile(
      path,
      `{ "name": "mine", // ranges
         "all": { "optimiser.learningRate": { "low": 1e-4, "high": 1e-2, "scale": "log" } },
         "models": { "lstm": { "optimiser.learningRate": { "low": 1e-3, "high": 1e-1, "scale": "log" } } }, }`,
    );
    const spaces = await readSpaces(path, ["ctm", "lstm"]);
    assertEquals(
      [...spaces].map(([model, { name, dimensions }]) => [model, name, dimensions[0]!.low]),
      [
        ["ctm", "mine", 1e-4],
        ["lstm", "mine", 1e-3],
      ],
    );
  });
});

Deno.test("files of another form are refused, naming what is wrong", async () => {
  const spaces = (path: string) => readSpaces(path, ["ctm"]);
  const borrowed = (path: string) => readBorrowed(path, ["ctm"]);
  const refused: [string, (path: string) => Promise<unknown>, string][] = [
    ["{", spaces, "not JSON with comments"],
    ['{ "name": "x" }', spaces, "0 searched settings"],
    [
      '{ "name": "x", "all": { "rate": { "low": 1, "high": 2, "scale": "log" } } }',
      spaces,
      "expected optimiser.NAME",
    ],
    [
      '{ "name": "x", "all": { "model.a": { "low": 3, "high": 2, "scale": "log" } } }',
      spaces,
      "must be above low",
    ],
    ['{ "settings": { "ctm": {} } }', borrowed, "source"],
    ['{ "source": "a", "settings": { "cnn": {} } }', borrowed, 'no searched model "cnn"'],
    ['{ "source": "a", "settings": {} }', borrowed, "at least one model"],
  ];
  for (const [content, read, why] of refused) {
    const error = await refusal(content, read);
    assertEquals(error.code, 2);
    assertStringIncludes(error.message, why);
  }
  const missing = await assertRejects(() => spaces("none.jsonc"), BenchError);
  assertStringIncludes(missing.message, "cannot be read");
});

Deno.test("the text of a search has the best, the curve and the warnings", () => {
  const tuning = exampleTuning([
    exampleSearch("ctm", [], {
      trials: exampleTrials([0.5, 0.9, 0.7, 0.6], [1e-3, 0.09, 1e-2, 2e-2]),
    }),
    exampleSearch("lstm", [0.8, 0.7, 0.6, 0.5]),
  ]);
  const text = tuningText(tuning).join("\n");
  assertStringIncludes(text, "ctm         4         0     2     90.00 %  learningRate 0.09");
  // With replacement, k = 4: 0.9 * 175/256 + 0.7 * 65/256 + 0.6 * 15/256 + 0.5 * 1/256.
  assertStringIncludes(text, "ctm    67.50 %  75.63 %  83.01 %");
  assertEquals(edgeWarnings(tuning.models), [
    "the best optimiser.learningRate of ctm, 0.09, lies at the high edge of its range (0.1): a better one may lie beyond",
  ]);
});
