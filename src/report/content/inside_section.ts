import type { ReportInput } from "../study.ts";
import type { Section } from "./blocks.ts";
import { chartBlock } from "./chart_block.ts";

/** What happened in one network on one example, where a run recorded it. */
export function insideSection(input: ReportInput): Section[] {
  const blocks = [...chartBlock(input, "neuron_activity"), ...chartBlock(input, "attention")];
  return blocks.length === 0
    ? []
    : [{ id: "inside", heading: "Inside one network", exploratory: false, blocks }];
}
