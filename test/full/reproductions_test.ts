import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { join } from "node:path";
import type { Outcome, Plan } from "../../src/spec/mod.ts";

const ROOT = new URL("../../", import.meta.url).pathname;

/**
 * How far the mean of a trial may lie from the recorded one: the arithmetic repeats bit by bit on the
 * wasm backend, but not across versions of the libraries and of the code.
 */
const TOLERANCE = 0.05;

/** The recorded reproductions, and the trials that show that something was learned. */
const REPRODUCTIONS: readonly {
  readonly name: string;
  /** Lowest mean fraction of solved test examples, by trial. */
  readonly solvedAtLeast: { readonly [trial: string]: number };
  readonly solvedAtMost: { readonly [trial: string]: number };
}[] = [
  { name: "parity", solvedAtLeast: { "ctm ticks=10": 0.95 }, solvedAtMost: {} },
  {
    name: "parity-12",
    solvedAtLeast: { "ctm ticks=14": 0.95 },
    solvedAtMost: { "ctm ticks=1": 0.4 },
  },
  { name: "mazes", solvedAtLeast: { "ctm ticks=12": 0.6 }, solvedAtMost: { "ctm ticks=1": 0.55 } },
  { name: "sorting", solvedAtLeast: { ctm: 0.75 }, solvedAtMost: {} },
  { name: "qamnist", solvedAtLeast: { ctm: 0.6 }, solvedAtMost: {} },
  // The notebook of the authors ends at 0.893.
  { name: "paper-mnist", solvedAtLeast: { ctm: 0.88 }, solvedAtMost: {} },
];

for (const { name, solvedAtLeast, solvedAtMost } of REPRODUCTIONS) {
  Deno.test(`the recorded reproduction of ${name} is repeated by its command`, async () => {
    const reference = join(ROOT, "results", "reference", name);
    const command = (await Deno.readTextFile(join(reference, "command.txt"))).trim();
    const [deno, task, bench, ...flags] = command.split(" ");
    assertEquals([deno, task, bench], ["deno", "task", "bench"]);
    const recorded = await recordedRuns(join(reference, "tables", "runs.csv"));
    const folder = await Deno.makeTempDir({ prefix: "ctm-bench-test-" });
    try {
      const { success } = await new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", join(ROOT, "tasks", "bench.ts"), ...flags, "--out", folder],
        stdin: "null",
      }).output();
      assert(success, `${command} failed`);
      const repeated = await repeatedRuns(folder);
      assertEquals([...repeated.keys()].sort(), [...recorded.keys()].sort());
      for (const [trial, { accuracy, solved }] of repeated) {
        console.log(
          `${name} ${trial}: accuracy ${accuracy.toFixed(4)}, solved ${solved.toFixed(4)}`,
        );
        assertAlmostEquals(
          accuracy,
          recorded.get(trial)!.accuracy,
          TOLERANCE,
          `accuracy of ${trial}`,
        );
      }
      for (const [trial, least] of Object.entries(solvedAtLeast)) {
        assert(repeated.get(trial)!.solved >= least, `${trial} solves at least ${least}`);
      }
      for (const [trial, most] of Object.entries(solvedAtMost)) {
        assert(repeated.get(trial)!.solved <= most, `${trial} solves at most ${most}`);
      }
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}

/** Means over seeds. */
interface TrialMeans {
  readonly accuracy: number;
  readonly solved: number;
}

function means(runs: readonly { readonly trial: string; accuracy: number; solved: number }[]) {
  const trials = Map.groupBy(runs, ({ trial }) => trial);
  return new Map([...trials].map(([trial, own]): [string, TrialMeans] => {
    const mean = (of: "accuracy" | "solved") =>
      own.reduce((sum, run) => sum + run[of], 0) / own.length;
    return [trial, { accuracy: mean("accuracy"), solved: mean("solved") }];
  }));
}

async function recordedRuns(path: string): Promise<Map<string, TrialMeans>> {
  const [header, ...rows] = (await Deno.readTextFile(path)).trim().split("\n")
    .map((line) => line.split(","));
  const column = (row: readonly string[], name: string) => row[header!.indexOf(name)]!;
  return means(rows.map((row) => ({
    trial: column(row, "label"),
    accuracy: Number(column(row, "test_accuracy")),
    solved: Number(column(row, "test_solved")),
  })));
}

async function repeatedRuns(study: string): Promise<Map<string, TrialMeans>> {
  const plan: Plan = JSON.parse(await Deno.readTextFile(join(study, "plan.json")));
  return means(
    await Promise.all(plan.runs.map(async ({ id, trial }) => {
      const outcome: Outcome = JSON.parse(
        await Deno.readTextFile(join(study, "runs", id, "outcome.json")),
      );
      const { accuracy, solved } = outcome.test;
      return { trial: plan.trials[trial]!.label, accuracy, solved };
    })),
  );
}
