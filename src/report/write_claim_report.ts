import { join } from "node:path";
import { writeFileAtomically } from "../store/write_file.ts";
import { claimReportContent, type ClaimReportInput } from "./claim_report.ts";
import { loadFont } from "./font.ts";
import { reportHtml } from "./report_html.ts";
import { reportMarkdown } from "./report_markdown.ts";

/**
 * Writes the report of a claim: `report.html`, `report.md` and `report.json`, which say the same.
 * Each file appears complete or not at all.
 *
 * @param directory The claim's folder, which exists.
 */
export async function writeClaimReport(input: ClaimReportInput, directory: string): Promise<void> {
  const content = claimReportContent(input);
  const { claim, evaluation, deviations } = input;
  const json = JSON.stringify({ schema: 1, ...content, claim, evaluation, deviations }, null, 2);
  const html = reportHtml(content, { charts: new Map(), font: await loadFont() });
  await writeFileAtomically(join(directory, "report.json"), json + "\n");
  await writeFileAtomically(join(directory, "report.md"), reportMarkdown(content));
  await writeFileAtomically(join(directory, "report.html"), html);
}
