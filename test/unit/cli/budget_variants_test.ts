import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { budgetVariants } from "../../../src/cli/budget_variants.ts";
import { parseFlags } from "../../../src/cli/flags.ts";
import { joinPlans } from "../../../src/cli/join_plans.ts";
import { makePlan } from "../../../src/cli/make_plan.ts";
import { resolveSweep } from "../../../src/cli/resolve_sweep.ts";
import { BenchError } from "../../../src/spec/errors.ts";
import { trainingFlops } from "../../../src/spec/mod.ts";
import { fakeCatalog, fakeData } from "../../support/fake_catalog.ts";

function planOf(...args: string[]) {
  return makePlan(resolveSweep(parseFlags(args), fakeCatalog), fakeCatalog, {
    data: fakeData,
    backend: { name: "wasm", reason: "asked for" },
    code: "c",
  });
}

Deno.test("under the reference's FLOPs the reference keeps its runs and the baselines get others", () => {
  const main = planOf("--budget", "examples=640", "--budget", "flops=reference", "--ticks", "4,8");
  const variants = budgetVariants(main);
  assertEquals([...variants.keys()], ["budget-flops"]);
  const variant = variants.get("budget-flops")!;
  assertEquals(variant.trials.map((trial) => trial.label), ["ctm ticks=8", "lstm", "cnn"]);
  const reference = main.trials[0]!;
  const flops = 640 * trainingFlops(reference.flopsPerExample);
  assertEquals(variant.variant, { kind: "budget", budget: { kind: "flops", flops } });
  const idsOf = (label: string) =>
    variant.runs.filter((run) => variant.trials[run.trial]!.label === label).map(({ id }) => id);
  const mainIds = new Set(main.runs.map(({ id }) => id));
  assertEquals(idsOf("ctm ticks=8").map((id) => mainIds.has(id)), [true, true]);
  assertEquals(idsOf("cnn").map((id) => mainIds.has(id)), [false, false]);
  for (const { trial, spec } of variant.runs) {
    if (variant.trials[trial]!.label === "cnn") assertEquals(spec.budget, { kind: "flops", flops });
  }
});

Deno.test("steps that are the same examples share all runs", () => {
  const main = planOf("--budget", "examples=640", "--budget", "steps=20");
  const variant = budgetVariants(main).get("budget-steps")!;
  assertEquals(variant.runs.map(({ id }) => id), main.runs.map(({ id }) => id));
});

Deno.test("a budget in seconds shares no run", () => {
  const main = planOf("--budget", "examples=640", "--budget", "seconds=3");
  const variant = budgetVariants(main).get("budget-seconds")!;
  const mainIds = new Set(main.runs.map(({ id }) => id));
  assertEquals(variant.runs.some(({ id }) => mainIds.has(id)), false);
});

Deno.test("plans of a study join to one list of work without repeats", () => {
  const main = planOf("--budget", "examples=640", "--budget", "flops=reference");
  const joined = joinPlans(main, budgetVariants(main));
  assertEquals(joined.runs.slice(0, main.runs.length), main.runs);
  assertEquals(new Set(joined.runs.map(({ id }) => id)).size, joined.runs.length);
  // The CNN with two seeds; the LSTM, matched in size, ends at the same step as the CTM.
  assertEquals(joined.runs.length, main.runs.length + 2);
  const last = joined.trials[joined.runs.at(-1)!.trial]!;
  assertStringIncludes(last.label, "(flops=");
});

Deno.test("two budgets of a kind, and an amount that is not known, are refused", () => {
  const refused = (...args: string[]) =>
    assertThrows(() => budgetVariants(planOf(...args)), BenchError).message;
  assertStringIncludes(
    refused("--budget", "steps=20", "--budget", "steps=30"),
    "two budgets in steps",
  );
  assertStringIncludes(
    refused("--models", "lstm,cnn", "--budget", "steps=20", "--budget", "flops=reference"),
    "no CTM",
  );
  assertStringIncludes(
    refused("--budget", "seconds=20", "--budget", "flops=reference"),
    "known only afterwards",
  );
});
