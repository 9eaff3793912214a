import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { ClaimFindings } from "../../../src/analysis/mod.ts";
import { evaluateClaim } from "../../../src/analysis/claim.ts";
import { claimReportContent } from "../../../src/report/claim_report.ts";
import { reportContent } from "../../../src/report/report_content.ts";
import { reportHtml } from "../../../src/report/report_html.ts";
import { reportMarkdown } from "../../../src/report/report_markdown.ts";
import { claimHash } from "../../../src/spec/mod.ts";
import { exampleClaim } from "../../support/example_claim.ts";
import { syntheticStudy } from "../../support/synthetic_study.ts";

const DEVIATION = "the field alpha was registered as 0.05 and is now 0.2";
const study = syntheticStudy({ ticks: [], sync: [], metrics: false });
const dataset = study.plan.sweep.dataset.name;
const claim = exampleClaim({
  datasets: [
    { name: dataset, splits: { validation: 1, test: 2000 } },
    { name: "other", splits: { validation: 1, test: 2000 } },
  ],
});
const evaluation = evaluateClaim(claim, [
  { dataset, comparisons: study.comparisons, obstacle: null },
]);
const registered: ClaimFindings = {
  kind: "registered",
  claim,
  sha256: claimHash(claim),
  locked: "2026-03-01T12:00:00.000Z",
  finding: evaluation.datasets[0]!,
  deviations: [DEVIATION],
};

Deno.test("the claim is the first section of a study's report, with its deviations", () => {
  const content = reportContent({ ...study, claim: registered });
  const [section] = content.sections;
  assertEquals(section!.id, "claim");
  const [state] = section!.blocks;
  assert(state?.kind === "state");
  assertEquals([state.label, state.tone], [evaluation.datasets[0]!.state, "positive"]);
  assertStringIncludes(state.sentence, `On ${dataset}: supported.`);
  const markdown = reportMarkdown({ ...content, sections: [section!] });
  assertStringIncludes(markdown, "The field alpha was registered as 0.05 and is now 0.2.");
  assertStringIncludes(markdown, "The claim is also about other");
  assertStringIncludes(markdown, "not about images or data in general");
});

Deno.test("a study that was moved away from its claim says that nothing is known of it", () => {
  const lost = { kind: "unregistered", name: "example", sha256: "a".repeat(64) } as const;
  const [section] = reportContent({ ...study, claim: lost }).sections;
  assertStringIncludes(JSON.stringify(section), "what was registered cannot be told from here");
  assert(reportContent(study).sections[0]!.id !== "claim");
});

Deno.test("the report of a claim names every data set, links the studies and shows what is missing", () => {
  const content = claimReportContent({
    claim,
    registration: { claim, sha256: claimHash(claim), locked: registered.locked, code: "c" },
    evaluation,
    deviations: [DEVIATION],
    studies: [{
      dataset,
      plan: study.plan,
      missing: 0,
      comparisons: study.comparisons,
      budgets: null,
    }],
    command: "deno task bench --claim claim.jsonc",
    generated: "2026-03-01T13:00:00.000Z",
  });
  const markdown = reportMarkdown(content);
  assertStringIncludes(markdown, `[report](${dataset}/report.html)`);
  assertStringIncludes(markdown, "not there yet");
  assertStringIncludes(markdown, "1 deviation from what was registered");
  assertStringIncludes(markdown, "To decide it: on other the runs of the reference and lstm");
  assertStringIncludes(markdown, "1 of 2 data sets support it");
  const html = reportHtml(content, { charts: new Map(), font: [] });
  assertStringIncludes(html, `<a href="${dataset}/report.html">report</a>`);
  assertStringIncludes(html, "undetermined");
});
