import type { SanityGate } from "../../analysis/sanity_gate.ts";
import { percentIntervalText, percentText, pointsIntervalText } from "../number_text.ts";
import { nameOfLabel } from "../series.ts";
import type { ReportInput } from "../study.ts";
import { type Block, type Section, sentence, tableBlock, wordCell } from "./blocks.ts";

/** Whether each compared model has learned: one that has not proves nothing about another. */
export function gatesSection(input: ReportInput): Section[] {
  const { gates } = input;
  if (gates.length === 0) return [];
  return [{
    id: "gates",
    heading: "Sanity gates",
    exploratory: false,
    blocks: [
      { kind: "paragraph", text: summary(input) },
      table(input),
      ...notices(gates),
    ],
  }];
}

function summary(input: ReportInput): string {
  const failed = input.gates.filter(({ passed }) => !passed);
  const rule =
    "A model fails if it is clearly below recorded runs of the same model, size, data and budget, or, without any, not clearly above guessing and the nearest class mean. Only validation examples are used.";
  if (failed.length === 0) return `Every compared model has learned. ${rule}`;
  const names = failed.map(({ label }) => nameOfLabel(input, label)).join(" and ");
  return `Failed: ${names}. No verdict about a model that failed is given, in either direction. ${rule}`;
}

function table(input: ReportInput): Block {
  return tableBlock(
    "Validation accuracy and what it was held against. Against a reference the interval is that of the difference, in percentage points.",
    ["model", ">validation accuracy", ">interval", ">held against", "gate", "finding"],
    {
      rows: input.gates.map((gate) => [
        wordCell(nameOfLabel(input, gate.label)),
        { value: gate.accuracy, text: percentText(gate.accuracy), interval: gate.interval },
        wordCell(
          gate.rule === "reference"
            ? pointsIntervalText(gate.interval)
            : percentIntervalText(gate.interval),
        ),
        { value: gate.against, text: percentText(gate.against), noInterval: "a threshold" },
        wordCell(gate.passed ? "passed" : "failed"),
        wordCell(gate.reason),
      ]),
    },
  );
}

function notices(gates: readonly SanityGate[]): Block[] {
  const items = gates.flatMap(({ notice }) => notice === null ? [] : [sentence(notice)]);
  return items.length === 0 ? [] : [{ kind: "list", title: "Suspiciously good", items }];
}
