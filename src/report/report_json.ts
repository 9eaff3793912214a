import type { ReportContent } from "./report_content.ts";
import type { ReportInput } from "./study.ts";

/**
 * The report as JSON: everything that the other forms print, as values and as the printed text, and
 * the comparisons with all digits.
 */
export function reportJson(content: ReportContent, input: ReportInput): string {
  const report = { schema: 1, ...content, comparisons: input.comparisons };
  return JSON.stringify(report, null, 2) + "\n";
}
