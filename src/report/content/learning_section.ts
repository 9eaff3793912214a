import type { ReportInput } from "../study.ts";
import type { Section } from "./blocks.ts";
import { chartBlock } from "./chart_block.ts";

/** The learning curves; nothing where no run has finished. */
export function learningSection(input: ReportInput): Section[] {
  const blocks = chartBlock(input, "learning_curves");
  return blocks.length === 0
    ? []
    : [{ id: "learning", heading: "Learning curves", exploratory: false, blocks }];
}
