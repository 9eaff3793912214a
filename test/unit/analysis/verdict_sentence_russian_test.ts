import { assertEquals } from "@std/assert";
import { compareAccuracies } from "../../../src/analysis/compare_accuracies.ts";
import type { Comparison } from "../../../src/analysis/comparison.ts";
import { verdictSentence } from "../../../src/analysis/verdict_sentence.ts";
import { verdictSentenceRussian } from "../../../src/analysis/verdict_sentence_russian.ts";
import golden from "../../golden/statistics.json" with { type: "json" };

/** Fixture F1 in fractions. */
function compareF1(right: "LSTM" | "CNN" | "CNNplus", margin: number, seeds = 10): Comparison {
  const fractions = (values: readonly number[]) => values.slice(0, seeds).map((one) => one / 100);
  return compareAccuracies({
    left: { label: "CTM", accuracies: fractions(golden.accuracies.CTM) },
    right: { label: right, accuracies: fractions(golden.accuracies[right]) },
    dataset: "mnist",
    examples: 10_000,
    alpha: 0.05,
    comparisons: 1,
    margin,
    stripMargins: [0.0025, 0.005, 0.01, 0.02],
  });
}

Deno.test("verdictSentenceRussian() states each of the four verdicts", () => {
  assertEquals(
    verdictSentenceRussian(compareF1("LSTM", 0.01)),
    "CTM опережает LSTM на mnist: +1.20 п. п. [+0.97, +1.43], граница эквивалентности ±1.00 п. п., пар запусков: 10, примеров: 10,000 (только эти примеры), p = 9.3e-7",
  );
  assertEquals(
    verdictSentenceRussian(compareF1("CNN", 0.01)),
    "CTM на уровне CNN на mnist: −0.22 п. п. [−0.51, +0.07], граница эквивалентности ±1.00 п. п. (верно вплоть до ±0.46), пар запусков: 10, примеров: 10,000 (только эти примеры), p = 0.120",
  );
  assertEquals(
    verdictSentenceRussian(compareF1("CNNplus", 0.01)),
    "CTM явно отстаёт от CNNplus на mnist: −2.15 п. п. [−2.29, −2.01], граница эквивалентности ±1.00 п. п., пар запусков: 10, примеров: 10,000 (только эти примеры), p = 5.2e-11",
  );
  assertEquals(
    verdictSentenceRussian(compareF1("CNN", 0.002)),
    "CTM против CNN на mnist: вывод сделать нельзя: −0.22 п. п. [−0.51, +0.07], граница эквивалентности ±0.20 п. п., пар запусков: 10, примеров: 10,000 (только эти примеры), p = 0.120; не показано ни различие, ни равенство",
  );
});

Deno.test("verdictSentenceRussian() says where there is too little to tell", () => {
  assertEquals(
    verdictSentenceRussian(compareF1("CNN", 0.01, 1)),
    "CTM против CNN на mnist: вывод сделать нельзя: граница эквивалентности ±1.00 п. п., пар запусков: 1, примеров: 10,000; данных для вывода недостаточно",
  );
});

Deno.test("both languages print the same numbers", () => {
  for (const right of ["LSTM", "CNN", "CNNplus"] as const) {
    const comparison = compareF1(right, 0.01);
    const numbers = (text: string) =>
      text.match(/[+−]?\d+(?:,\d{3})*(?:\.\d+)?(?:e-\d+)?/g)!.sort();
    assertEquals(
      numbers(verdictSentenceRussian(comparison)),
      numbers(verdictSentence(comparison)),
    );
  }
});
