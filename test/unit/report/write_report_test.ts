import { assert, assertEquals, assertFalse, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { namedSentence } from "../../../src/report/content/verdict_section.ts";
import { escapeHtml } from "../../../src/report/report_html.ts";
import { writeReport } from "../../../src/report/write_report.ts";
import { type SyntheticOptions, syntheticStudy } from "../../support/synthetic_study.ts";
import { inTemporaryFolder } from "../../support/temporary_folder.ts";

/** Writes a report and reads its three forms back. */
async function written(options: SyntheticOptions, directory: string) {
  const input = syntheticStudy(options);
  const paths = await writeReport(input, directory);
  const [html, markdown, json] = await Promise.all(
    [paths.html, paths.markdown, paths.json].map((path) => Deno.readTextFile(path)),
  );
  return { input, html: html!, markdown: markdown!, json: json! };
}

function filesIn(directory: string): string[] {
  return [...Deno.readDirSync(directory)].map((entry) => entry.name).sort();
}

Deno.test("writeReport() says the same numbers in Markdown, JSON and HTML", async () => {
  await inTemporaryFolder(async (folder) => {
    const { markdown, json, html } = await written({ diverged: ["lstm"] }, folder);
    // Addresses of files are not statements.
    const text = markdown.replaceAll(/\]\([^)]*\)/g, "");
    const printed = new Set(text.match(/[+−-]?\d[\d,]*(?:\.\d+)?(?:e-?\d+)?/g));
    assert(printed.size > 200);
    const page = html.replaceAll(/<svg .*?<\/svg>|<style>.*?<\/style>/gs, "");
    for (const number of printed) {
      assertStringIncludes(json, number);
      assertStringIncludes(page, number);
    }
  });
});

Deno.test("the page states every verdict, embeds every chart and asks nothing of the network", async () => {
  await inTemporaryFolder(async (folder) => {
    const { input, html } = await written({}, folder);
    for (const comparison of input.comparisons) {
      assertStringIncludes(html, escapeHtml(namedSentence(input, comparison)));
    }
    const figures = html.match(/<figure .*?<\/figure>/gs) ?? [];
    assertEquals(figures.length, 8);
    for (const figure of figures) {
      assertStringIncludes(figure, '<svg role="img" aria-label="');
      assertStringIncludes(figure, "<details><summary>Data of this chart</summary>");
      assertStringIncludes(figure, "<td");
    }
    const addresses = [
      ...html.matchAll(/(?:src|href|url|action|poster)\s*[=(]\s*["']?([^"')\s>]*)/g),
    ]
      .map((match) => match[1]!);
    assert(addresses.length > 10);
    for (const address of addresses) {
      assert(/^(#|data:)/.test(address), address.slice(0, 80));
    }
    assertFalse(/@import|<link rel="stylesheet"|<iframe|fetch\(|XMLHttpRequest/.test(html));
    const ids = [...html.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]);
    assertEquals(new Set(ids).size, ids.length);
  });
});

Deno.test("text from outside cannot become markup", async () => {
  await inTemporaryFolder(async (folder) => {
    const input = syntheticStudy();
    const attack = { ...input, command: `deno task bench --name "<script>alert(1)</script>"` };
    const { html } = await writeReport(attack, folder);
    const page = await Deno.readTextFile(html);
    assertFalse(page.includes("<script>alert"));
    assertStringIncludes(page, "&lt;script&gt;alert(1)");
  });
});

Deno.test("writeReport() leaves complete files only, and removes charts that no longer apply", async () => {
  await inTemporaryFolder(async (folder) => {
    await written({}, folder);
    assertEquals(filesIn(folder), ["charts", "report.html", "report.json", "report.md", "tables"]);
    assertEquals(filesIn(join(folder, "tables")).length, 4 * 3);
    assertEquals(filesIn(join(folder, "charts")).length, 8 * 4);
    await written({ ticks: [], sync: [], activity: false }, folder);
    const charts = filesIn(join(folder, "charts"));
    assertEquals(charts.length, 4 * 4);
    assertFalse(charts.some((name) => name.startsWith("sync_by_ticks")));
    assertFalse([...charts, ...filesIn(folder)].some((name) => name.endsWith(".tmp")));
  });
});

Deno.test("writeReport() writes equal files for equal studies", async () => {
  await inTemporaryFolder(async (folder) => {
    const options = { ticks: [], sync: [] };
    const first = await written(options, join(folder, "first"));
    const second = await written(options, join(folder, "second"));
    assertEquals(second.html, first.html);
    assertEquals(second.json, first.json);
    for (const name of filesIn(join(folder, "first", "charts"))) {
      const [one, other] = ["first", "second"].map((study) =>
        Deno.readFileSync(join(folder, study, "charts", name))
      );
      assertEquals(other, one, name);
    }
  });
});

const DEGENERATE: { readonly [name: string]: SyntheticOptions } = {
  "one seed": { seeds: 1, sync: [] },
  "one model and one cell": { accuracies: { ctm: 0.9 }, ticks: [], sync: [], activity: false },
  "a diverged and a missing run": {
    diverged: ["ctm"],
    missing: ["lstm"],
    absent: ["cnn"],
    sync: [],
  },
  "no finished run": { accuracies: { cnn: 0.9 }, absent: ["cnn"] },
};

for (const [name, options] of Object.entries(DEGENERATE)) {
  Deno.test(`writeReport() works for a study with ${name}`, async () => {
    await inTemporaryFolder(async (folder) => {
      const { html, markdown, json, input } = await written(options, folder);
      assertStringIncludes(html, "</html>");
      assertStringIncludes(markdown, input.command);
      // "NaN" may stand in the remark of a diverged run, but not in place of a number.
      assertFalse(/undefined|\| NaN|NaN [%|]/.test(markdown));
      const report = JSON.parse(json);
      assertEquals(report.comparisons.length, input.comparisons.length);
      assertFalse(markdown.includes("Warnings about charts"));
    });
  });
}
