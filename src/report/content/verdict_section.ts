import { subjectOf } from "../../spec/mod.ts";
import { budgetText } from "../budget_text.ts";
import type { Comparison } from "../../analysis/comparison.ts";
import { verdictSentence } from "../../analysis/verdict_sentence.ts";
import { verdictSentenceRussian } from "../../analysis/verdict_sentence_russian.ts";
import { pointsText } from "../number_text.ts";
import { mainSeries, nameOfLabel } from "../series.ts";
import { hasSweep, type ReportInput } from "../study.ts";
import { type Block, countOf, type Section, sentence } from "./blocks.ts";

/** The verdicts in one sentence each, and what they do not mean. */
export function verdictSection(input: ReportInput): Section {
  const verdicts: Block[] = input.comparisons.map((comparison) => ({
    kind: "verdict",
    verdict: comparison.verdict,
    sentence: namedSentence(input, comparison),
    notes: notes(comparison),
  }));
  return {
    id: "verdict",
    heading: "Verdict",
    exploratory: false,
    blocks: [
      ...(verdicts.length > 0 ? verdicts : [noVerdict(input)]),
      { kind: "list", title: "What this does not mean", items: limits(input) },
    ],
  };
}

/** The analysis' sentence with models called as in the charts. */
export function namedSentence(input: ReportInput, comparison: Comparison): string {
  return sentence(verdictSentence(named(input, comparison)));
}

/** The sentences of a verdict by language, for the JSON form. */
export function sentencesByLanguage(input: ReportInput, comparison: Comparison) {
  return {
    en: namedSentence(input, comparison),
    ru: sentence(verdictSentenceRussian(named(input, comparison))),
  };
}

function named(input: ReportInput, comparison: Comparison): Comparison {
  return {
    ...comparison,
    left: nameOfLabel(input, comparison.left),
    right: nameOfLabel(input, comparison.right),
  };
}

function notes(comparison: Comparison): string[] {
  const why = comparison.verdict === "inconclusive" ? [] : [`Why: ${comparison.reason}`];
  const missing = comparison.missing === null ? [] : [`To decide it: ${comparison.missing}`];
  const note = comparison.scopeNote === null ? [] : [comparison.scopeNote];
  return [...why, ...missing, ...note, ...comparison.remarks].map(sentence);
}

function noVerdict(input: ReportInput): Block {
  const names = mainSeries(input).map((series) => series.name);
  const reason = input.plan.trials.every((trial) => trial.role !== "baseline")
    ? `only one model was planned (${input.plan.trials[0]?.model ?? "none"})`
    : `finished runs exist of ${names.length === 0 ? "no model" : names.join(", ")} only`;
  return { kind: "paragraph", text: `No verdict: nothing could be compared, ${reason}.` };
}

function limits(input: ReportInput): string[] {
  const { sweep, trials } = input.plan;
  const verdicts = new Set(input.comparisons.map((one) => one.verdict));
  const margins = [...new Set(input.comparisons.map((one) => pointsText(one.margin)))];
  const subject = input.comparisons.length > 0 ? "It is" : "The results are";
  const swept = trials.filter((trial) => trial.role === "sweep").length;
  return [
    `${subject} about ${subjectOf(sweep)} with a budget of ${
      budgetText(sweep.budget)
    } per run and these model sizes. Other data sets, budgets or sizes may order the models differently.`,
    ...(sweep.tuning === null
      ? [
        "No model was tuned: all hyperparameters are preset values. A model that trails here may do better after tuning.",
      ]
      : []),
    ...(verdicts.has("inconclusive")
      ? ["Inconclusive does not mean equal: the data exclude neither a difference nor equality."]
      : []),
    ...(verdicts.has("matches")
      ? [`Matches means a difference within ±${margins.join(" or ±")} pp, not none.`]
      : []),
    ...(hasSweep(input.plan)
      ? [
        `${countOf(swept, "sweep cell")} of the CTM ${
          swept === 1 ? "is" : "are"
        } exploratory: no verdict rests on ${swept === 1 ? "it" : "them"}.`,
      ]
      : []),
    ...(input.missing.length > 0
      ? [
        `${
          countOf(input.missing.length, "planned run")
        } without a result: the study is incomplete.`,
      ]
      : []),
  ];
}
