import { sentencesByLanguage } from "./content/verdict_section.ts";
import type { ReportContent } from "./report_content.ts";
import type { ReportInput } from "./study.ts";

/**
 * The report as JSON: everything that the other forms print, as values and as the printed text, and
 * the findings of the analysis, such as `comparisons` and `budgets`, with all digits. The verdicts are
 * said in English and in Russian, in the order of the comparisons.
 */
export function reportJson(content: ReportContent, input: ReportInput): string {
  const { plan: _plan, runs: _runs, missing: _missing, variants: _variants, ...findings } = input;
  const sentences = input.comparisons.map((one) => sentencesByLanguage(input, one));
  const report = { schema: 1, ...content, sentences, ...findings };
  return JSON.stringify(report, null, 2) + "\n";
}
