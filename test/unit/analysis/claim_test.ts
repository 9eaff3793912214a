import { assert, assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import { evaluateClaim } from "../../../src/analysis/claim.ts";
import { type ClaimPartFinding, judgeClaimPart } from "../../../src/analysis/claim_part.ts";
import { compareAccuracies } from "../../../src/analysis/compare_accuracies.ts";
import type { Comparison } from "../../../src/analysis/comparison.ts";
import { CLAIM_STATEMENTS, type ClaimStatement } from "../../../src/spec/claim.ts";
import golden from "../../golden/statistics.json" with { type: "json" };
import { exampleClaim } from "../../support/example_claim.ts";

const SEEDS = Array.from({ length: 10 }, (_, index) => index + 1);

/** A pair of F1, in percentage points as in the protocol. */
function pair(
  right: keyof typeof golden.accuracies,
  { comparisons = 1, margin = 1, dataset = "mnist" } = {},
): Comparison {
  return compareAccuracies({
    left: { label: "ctm", accuracies: golden.accuracies.CTM },
    right: { label: right, accuracies: golden.accuracies[right] },
    dataset,
    examples: 10_000,
    alpha: 0.05,
    comparisons,
    margin,
    stripMargins: [1],
  });
}

function judged(comparison: Comparison, statement: ClaimStatement): ClaimPartFinding {
  return judgeClaimPart({ seeds: SEEDS, looks: null, scope: "benchmark" }, {
    part: { statement, baseline: comparison.right },
    dataset: "mnist",
    comparison,
    obstacle: null,
    examples: 10_000,
  });
}

/** For each row of F1 the states of "leads", "matches or trails", "matches" and "trails". */
const ROWS = [
  ["LSTM", 1, 1.0, "leads", "supported refuted refuted refuted"],
  ["CNN", 1, 1.0, "matches", "refuted supported supported refuted"],
  ["CNN", 1, 0.5, "matches", "refuted supported supported refuted"],
  // Undecided after correction for two comparisons, but each part is tested on its own.
  ["CNN", 2, 0.5, "inconclusive", "undetermined supported supported undetermined"],
  ["CNN", 1, 0.2, "inconclusive", "undetermined supported undetermined undetermined"],
  ["CNNplus", 1, 1.0, "trails", "refuted supported refuted supported"],
  ["LSTM", 2, 1.0, "leads", "supported refuted refuted refuted"],
] as const;

for (const [right, comparisons, margin, verdict, states] of ROWS) {
  Deno.test(`F1 CTM - ${right}, m = ${comparisons}, ±${margin}: what each statement's state is`, () => {
    const comparison = pair(right, { comparisons, margin });
    assertEquals(comparison.verdict, verdict);
    const found = CLAIM_STATEMENTS.map((statement) => judged(comparison, statement).state);
    assertEquals(found.join(" "), states);
  });
}

Deno.test("non-superiority holds where matches against trails is undecided, and says so", () => {
  const part = judged(pair("CNN", { margin: 0.2 }), "matches or trails");
  assertAlmostEquals(part.p, 0.004767, 1e-6);
  assertEquals(part.missing, null);
  assertStringIncludes(part.reason, "although the simultaneous verdict is inconclusive");
});

Deno.test("an undetermined part says what is missing", () => {
  const part = judged(pair("CNN", { margin: 0.2 }), "matches");
  assertEquals(part.state, "undetermined");
  assert(part.missing !== null && part.missing.length > 10, part.missing ?? "null");
});

Deno.test("a claim is undetermined until everything that was registered is there", () => {
  const input = {
    part: { statement: "leads", baseline: "LSTM" },
    dataset: "mnist",
    comparison: pair("LSTM"),
    obstacle: null,
    examples: 10_000,
  } as const;
  const registered = { seeds: SEEDS, looks: null, scope: "benchmark" } as const;
  const state = (change: Partial<typeof registered>, more: object = {}) =>
    judgeClaimPart({ ...registered, ...change }, { ...input, ...more });
  assertEquals(state({}).state, "supported");
  const seeds = state({ seeds: [...SEEDS, 11, 12] as typeof SEEDS });
  assertEquals(seeds.state, "undetermined");
  assertEquals(seeds.missing, "finished runs of both models for seeds 11, 12");
  const examples = state({}, { examples: 10_001 });
  assertEquals([examples.state, examples.reason], [
    "undetermined",
    "tested on 10000 of 10001 registered examples",
  ]);
  const gate = state({}, { obstacle: "LSTM has not learned" });
  assertEquals([gate.state, gate.reason], ["undetermined", "LSTM has not learned"]);
  const gated = state({}, { comparison: { ...pair("LSTM"), obstacle: "LSTM has not learned" } });
  assertEquals([gated.state, gated.reason], ["undetermined", "LSTM has not learned"]);
  assertEquals(state({}, { comparison: null }).state, "undetermined");
  const scope = judgeClaimPart({ ...registered, scope: "population" }, input);
  assertEquals([scope.state, scope.missing], ["undetermined", "per-example results of all runs"]);
});

/** Ten seeds on both data sets, in the scope of accuracies without per-example results. */
function claimOf(change: Record<string, unknown> = {}) {
  return exampleClaim({
    seeds: SEEDS,
    scope: "benchmark",
    parts: [
      { statement: "leads", baseline: "LSTM" },
      { statement: "matches or trails", baseline: "CNN" },
    ],
    models: ["ctm", "LSTM", "CNN"],
    ...change,
  });
}

function studyOf(dataset: string, change: Partial<Record<"LSTM" | "CNN", Comparison>> = {}) {
  const comparisons = [
    change.LSTM ?? pair("LSTM", { comparisons: 4 }),
    change.CNN ?? pair("CNN", { comparisons: 4 }),
  ];
  return { dataset, comparisons, obstacle: null };
}

/** The CTM ahead of the CNN: the sides of F1's last pair exchanged. */
const AHEAD: Comparison = {
  ...compareAccuracies({
    left: { label: "ctm", accuracies: golden.accuracies.CNNplus },
    right: { label: "CNN", accuracies: golden.accuracies.CTM },
    dataset: "mnist",
    examples: 10_000,
    alpha: 0.05,
    comparisons: 4,
    margin: 1,
    stripMargins: [1],
  }),
};

Deno.test("a claim over all data sets needs each; one refuted part refutes it", () => {
  const both = evaluateClaim(claimOf(), [studyOf("mnist"), studyOf("fashion-mnist")]);
  assertEquals([both.state, both.replicability, both.missing], ["supported", 2, null]);

  const one = evaluateClaim(claimOf(), [studyOf("mnist")]);
  assertEquals([one.state, one.replicability], ["undetermined", 1]);
  assertStringIncludes(one.missing!, "on fashion-mnist the runs of the reference and LSTM");

  const refuted = evaluateClaim(claimOf(), [
    studyOf("mnist", { CNN: AHEAD }),
  ]);
  assertEquals([refuted.state, refuted.missing], ["refuted", null]);
  assertEquals(refuted.datasets.map(({ state }) => state), ["refuted", "undetermined"]);
});

Deno.test("a claim over a majority is decided by more than half of the data sets", () => {
  const claim = claimOf({
    combination: "majority",
    datasets: ["a", "b", "c"].map((name) => ({ name, splits: { validation: 1, test: 10_000 } })),
    comparisons: 6,
  });
  const refuted = (dataset: string) => studyOf(dataset, { CNN: AHEAD });
  const state = (...studies: ReturnType<typeof studyOf>[]) => evaluateClaim(claim, studies).state;
  assertEquals(state(studyOf("a"), studyOf("b")), "supported");
  assertEquals(state(studyOf("a"), studyOf("b"), refuted("c")), "supported");
  assertEquals(state(studyOf("a")), "undetermined");
  assertEquals(state(studyOf("a"), refuted("c")), "undetermined");
  assertEquals(state(refuted("a"), refuted("c")), "refuted");
});

Deno.test("with margin 0.2 the claim of F1 is supported although the pair with the CNN is undecided", () => {
  const claim = claimOf({
    datasets: [{ name: "mnist", splits: { validation: 1, test: 10_000 } }],
    comparisons: 2,
  });
  const { state, datasets } = evaluateClaim(claim, [{
    dataset: "mnist",
    comparisons: [
      pair("LSTM", { comparisons: 2, margin: 0.2 }),
      pair("CNN", { comparisons: 2, margin: 0.2 }),
    ],
    obstacle: null,
  }]);
  assertEquals(state, "supported");
  assertEquals(datasets[0]!.parts.map((part) => part.comparison!.verdict), [
    "leads",
    "inconclusive",
  ]);
  assertAlmostEquals(datasets[0]!.p, 0.004767, 1e-6);
});
