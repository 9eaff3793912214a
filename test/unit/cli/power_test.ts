import { assertEquals, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import { power } from "../../../src/cli/power.ts";
import { studyPowerLines } from "../../../src/cli/power_of_study.ts";
import { BenchError } from "../../../src/spec/errors.ts";
import { syntheticStudy } from "../../support/synthetic_study.ts";

async function printed(...args: string[]): Promise<string[]> {
  const lines: string[] = [];
  await power(args, { print: (line) => lines.push(line) });
  return lines;
}

async function refused(args: string[], says: string) {
  const error = await assertRejects(() => printed(...args), BenchError, says);
  assertEquals([error.code, error.message.includes("\n")], [2, false]);
}

/** Cells of the row that starts with `name`. */
function row(lines: readonly string[], name: string): string[] {
  return lines.find((line) => line.trim().startsWith(name))!.trim().split(/\s{2,}/);
}

Deno.test("power --sd plans without a study: the protocol's numbers", async () => {
  const lead = await printed("--sd", "0.7pp", "--seeds", "8", "--goal", "lead");
  assertStringIncludes(lead[0]!, "standard deviation of the paired differences 0.70 pp");
  // Power .931380 with 8 seeds; detectable 1.156 sd; half-width .836 sd; 7 seeds for 80 %.
  assertEquals(row(lead, "as given"), ["as given", "0.70", "93.1 %", "0.81", "±0.59", "7"]);
  const match = await printed(
    ...["--sd", "0.7pp", "--seeds", "10", "--goal", "match", "--difference=0.5pp"],
  );
  // .669956 with 10 seeds; 14 for 80 %.
  assertEquals(row(match, "as given"), ["as given", "0.70", "67.0 %", "±0.50", "14"]);
});

Deno.test("power --sd inflates the spread of a pilot and shares the level", async () => {
  const lines = await printed("--sd=0.4pp", "--seeds=5", "--difference=0.5pp", "--goal=lead");
  assertEquals(row(lines, "as given").at(-1), "8");
  assertMatch(lines.join("\n"), /upper 80 % bound \(×1\.558\), if from 5 seeds +0\.62/);
  const shared = await printed(
    ...["--sd", "0.4pp", "--goal", "lead", "--difference", "0.5pp", "--comparisons", "2"],
  );
  assertStringIncludes(shared[0]!, "level 0.05 shared by 2 comparisons");
  assertEquals(row(shared, "as given"), ["as given", "0.40", "9"]);
  const ninety = await printed(
    ...["--sd", "0.4pp", "--goal", "lead", "--difference", "0.5pp", "--power", "0.9"],
  );
  assertEquals(row(ninety, "as given").at(-1), "9");
});

Deno.test("power says that a lead below the margin would be called a match", async () => {
  const text = (await printed("--sd", "0.4pp", "--difference", "0.5pp")).join("\n");
  assertStringIncludes(text, "below the margin");
  assertEquals((await printed("--sd", "0.4pp")).join("\n").includes("below the margin"), false);
});

Deno.test("power refuses what it cannot plan", async () => {
  await refused([], "the folder of a study, or --sd");
  await refused(["--sd", "0.4"], "percentage points");
  await refused(["--sd", "0.4pp", "--seeds", "1"], "at least 2");
  await refused(["--sd", "0.4pp", "--goal", "win"], "expected lead or match");
  await refused(["--sd", "0.4pp", "--power", "1"], "between 0 and 1");
  await refused(
    ["--sd", "0.4pp", "--goal", "lead", "--difference", "0pp"],
    "no study shows a lead",
  );
  await refused(["--seeds", "10"], "unknown flag --seeds");
  await refused(["/nonexistent"], "holds no study");
  assertStringIncludes((await printed("--help")).join(), "--difference 1.0pp");
});

Deno.test("the power of a study: floors, cost from its own seconds, both directions", () => {
  const study = syntheticStudy({ accuracies: { ctm: 0.86, lstm: 0.85 }, ticks: [], sync: [] });
  const goals = [{ kind: "lead", difference: 0.01, power: 0.8 } as const];
  const lines = studyPowerLines({ study, comparisons: study.comparisons }, goals);
  assertMatch(lines[0]!, /^ctm against lstm: 5 seeds × 2,000 examples, margin ±1\.00 pp, level/);
  assertMatch(
    lines[1]!,
    /^ {2}standard error \d\.\d\d pp; with any number of seeds \d\.\d\d, with any number of test/,
  );
  // Runs of 20 validations of 1000 examples, one test of 2000: 2.5 s for 22 000 examples each.
  assertStringIncludes(lines[2]!, `${(2000 * 2.5 / 22_000).toPrecision(2)} ms a seed`);
  const totals = study.plan.trials.map((trial) => 20_000 * trial.flopsPerExample / 4e9 + 5.1);
  const seconds = totals.reduce((sum, one) => sum + one, 0);
  assertStringIncludes(lines[2]!, `a further seed of both takes ${Math.round(seconds)} s`);
  const observed = row(lines, "as observed");
  assertEquals(observed.length, 8);
  const upper = row(lines, "upper 80 % bound");
  const further = (cells: string[]) => Number(/\((\d+) more\)/.exec(cells[3]!)?.[1] ?? 0);
  assertEquals(further(upper) > further(observed), true);
});

Deno.test("the power of a study without comparisons or without pairs says so", () => {
  const alone = syntheticStudy({ accuracies: { ctm: 0.86 } });
  assertMatch(studyPowerLines({ study: alone, comparisons: [] }, [])[0]!, /nothing to plan from/);
  const single = syntheticStudy({ seeds: 1 });
  const goals = [{ kind: "match", difference: null, power: 0.8 } as const];
  const text = studyPowerLines({ study: single, comparisons: single.comparisons }, goals).join();
  assertStringIncludes(text, "it takes 2 paired seeds");
});
