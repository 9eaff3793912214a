import { assert, assertEquals, assertFalse, assertLess, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import type { Row } from "../../../src/report/charts/chart.ts";
import { CHARTS } from "../../../src/report/charts/mod.ts";
import { blocksOf, type Section } from "../../../src/report/content/blocks.ts";
import { namedSentence } from "../../../src/report/content/verdict_section.ts";
import { dataText } from "../../../src/report/page/page_chart.ts";
import { escapeHtml } from "../../../src/report/report_html.ts";
import { writeReport } from "../../../src/report/write_report.ts";
import {
  htmlProse,
  htmlTables,
  isPrintedAs,
  jsonProse,
  markdownProse,
  markdownTables,
  numbersIn,
  type PrintedTable,
} from "../../support/printed_report.ts";
import { type SyntheticOptions, syntheticStudy } from "../../support/synthetic_study.ts";
import { inTemporaryFolder } from "../../support/temporary_folder.ts";

/** A study with everything that a report can show. */
const FULL: SyntheticOptions = {
  secondary: true,
  diverged: ["lstm"],
  flopsAccuracies: { ctm: 0.82, lstm: 0.86, cnn: 0.88 },
};

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

/** The tables that the JSON form holds, as the other forms should print them. */
function jsonTables(report: { sections: Section[] }, charts: boolean): PrintedTable[] {
  return report.sections.flatMap(blocksOf).flatMap((block): PrintedTable[] => {
    if (block.kind === "table") {
      const rows = block.rows.map((row) => row.map(({ text }) => text));
      return [[block.columns.map(({ title }) => title), ...rows]];
    }
    if (block.kind !== "chart" || !charts) return [];
    const rows = block.rows.slice(0, 200).map((row) =>
      block.columns.map((column) => dataText(row[column]!))
    );
    return [[block.columns, ...rows]];
  });
}

Deno.test("writeReport() says the same in Markdown, JSON and HTML, number by number", async () => {
  await inTemporaryFolder(async (folder) => {
    const { markdown, json, html, input } = await written(FULL, folder);
    const report = JSON.parse(json);
    assertEquals(htmlTables(html), jsonTables(report, true));
    assertEquals(markdownTables(markdown), jsonTables(report, false));
    const said = new Set(numbersIn(jsonProse(report)));
    // How many rows of a long chart are in its file alone is a matter of the page.
    const page = htmlProse(html).replaceAll(/\d+ further rows: /g, "");
    for (const prose of [page, markdownProse(markdown)]) {
      const numbers = numbersIn(prose);
      assert(numbers.length > 100);
      for (const number of numbers) assert(said.has(number), number);
    }
    // The findings have all digits.
    assertEquals(report.comparisons, JSON.parse(JSON.stringify(input.comparisons)));
    assertEquals(report.budgets, JSON.parse(JSON.stringify(input.budgets)));
  });
});

Deno.test("a chart's labels state numbers of its own data", async () => {
  await inTemporaryFolder(async (folder) => {
    const { json, html } = await written(FULL, folder);
    const report = JSON.parse(json);
    const headings = jsonTables(report, false).map(([heading]) => heading!.join(" "));
    const general = new Set(numbersIn([jsonProse(report), ...headings].join("\n")));
    let compared = 0;
    for (const block of report.sections.flatMap(blocksOf)) {
      if (block.kind !== "chart") continue;
      const svg = new RegExp(`id="chart-${block.name}".*?(<svg.*?</svg>)`, "s").exec(html)![1]!;
      const values = block.rows.flatMap((row: Row) => Object.values(row))
        .filter((value: unknown) => typeof value === "number");
      const marks = svg.matchAll(
        /<(?:path|line|rect)[^>]*aria-label="([^"]*)"[^>]*aria-roledescription="(?!axis|legend|title)/g,
      );
      for (const [, label] of marks) {
        for (const number of numbersIn(label!)) {
          const known = general.has(number) ||
            values.some((value: number) => isPrintedAs(value, number));
          assert(known, `${block.name}: ${number} in ${label}`);
          compared++;
        }
      }
    }
    assert(compared > 500, String(compared));
  });
});

Deno.test("the page of a study of 21 runs stays small", async () => {
  await inTemporaryFolder(async (folder) => {
    const { html, input } = await written({ seeds: 7, ticks: [], sync: [] }, folder);
    assertEquals(input.runs.length, 21);
    assertLess(new TextEncoder().encode(html).length, 1.5e6);
  });
});

Deno.test("the page states every verdict, embeds every chart and asks nothing of the network", async () => {
  await inTemporaryFolder(async (folder) => {
    const { input, html } = await written(FULL, folder);
    for (const comparison of input.comparisons) {
      assertStringIncludes(html, escapeHtml(namedSentence(input, comparison)));
    }
    const figures = html.match(/<figure .*?<\/figure>/gs) ?? [];
    assertEquals(figures.length, CHARTS.filter((chart) => chart.applies(input)).length);
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
    const full = await written({}, folder);
    assertEquals(filesIn(folder), ["charts", "report.html", "report.json", "report.md", "tables"]);
    assertEquals(filesIn(join(folder, "tables")).length, 4 * 3);
    const applying = ({ input }: typeof full) =>
      CHARTS.filter((chart) => chart.applies(input)).length;
    assertEquals(filesIn(join(folder, "charts")).length, 4 * applying(full));
    const small = await written({ ticks: [], sync: [], activity: false }, folder);
    const charts = filesIn(join(folder, "charts"));
    assert(applying(small) < applying(full));
    assertEquals(charts.length, 4 * applying(small));
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
