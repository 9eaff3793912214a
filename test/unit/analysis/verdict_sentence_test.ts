import { assertEquals } from "@std/assert";
import { compareAccuracies } from "../../../src/analysis/compare_accuracies.ts";
import type { Comparison } from "../../../src/analysis/comparison.ts";
import { verdictSentence } from "../../../src/analysis/verdict_sentence.ts";
import golden from "../../golden/statistics.json" with { type: "json" };

const NAMES = { LSTM: "LSTM", CNN: "CNN", CNNplus: "CNN+" };

/** Fixture F1 in fractions. */
function compareF1(right: keyof typeof NAMES, margin: number, seeds = 10): Comparison {
  const fractions = (values: readonly number[]) => values.slice(0, seeds).map((one) => one / 100);
  return compareAccuracies({
    left: { label: "CTM", accuracies: fractions(golden.accuracies.CTM) },
    right: { label: NAMES[right], accuracies: fractions(golden.accuracies[right]) },
    dataset: "mnist",
    examples: 10_000,
    alpha: 0.05,
    comparisons: 1,
    margin,
    stripMargins: [0.0025, 0.005, 0.01, 0.02],
  });
}

Deno.test("verdictSentence() says that one model leads", () => {
  const comparison = compareF1("LSTM", 0.01);
  assertEquals(
    verdictSentence(comparison),
    "CTM leads LSTM on mnist: +1.20 pp [+0.97, +1.43], margin ±1.00 pp, 10 seeds × 10,000 examples (these examples only), p = 9.3e-7",
  );
  // With per-example results the verdict is about new examples too.
  const population = { ...comparison.benchmark!, scope: "population" as const };
  assertEquals(
    verdictSentence({ ...comparison, population }),
    "CTM leads LSTM on mnist: +1.20 pp [+0.97, +1.43], margin ±1.00 pp, 10 seeds × 10,000 examples, p = 9.3e-7",
  );
});

Deno.test("verdictSentence() says that models match, and down to which margin", () => {
  assertEquals(
    verdictSentence(compareF1("CNN", 0.01)),
    "CTM matches CNN on mnist: −0.22 pp [−0.51, +0.07], margin ±1.00 pp (holds down to ±0.46), 10 seeds × 10,000 examples (these examples only), p = 0.120",
  );
});

Deno.test("verdictSentence() says that one model clearly trails, with true minus signs", () => {
  assertEquals(
    verdictSentence(compareF1("CNNplus", 0.01)),
    "CTM clearly trails CNN+ on mnist: −2.15 pp [−2.29, −2.01], margin ±1.00 pp, 10 seeds × 10,000 examples (these examples only), p = 5.2e-11",
  );
});

Deno.test("verdictSentence() says why a comparison is inconclusive", () => {
  assertEquals(
    verdictSentence(compareF1("CNN", 0.002)),
    "CTM against CNN on mnist is inconclusive: −0.22 pp [−0.51, +0.07], margin ±0.20 pp, 10 seeds × 10,000 examples (these examples only), p = 0.120; neither shown: the difference interval includes 0 and the equivalence interval reaches the margin; for these very test examples only, as per-example results are missing",
  );
  assertEquals(
    verdictSentence(compareF1("CNN", 0.01, 1)),
    "CTM against CNN on mnist is inconclusive: margin ±1.00 pp, 1 seed × 10,000 examples; only 1 paired seed: a verdict needs at least 5",
  );
});
