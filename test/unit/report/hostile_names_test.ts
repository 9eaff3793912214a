import { join } from "node:path";
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import * as aq from "arquero";
import { csvText } from "../../../src/report/csv_text.ts";
import { plainMarkdown } from "../../../src/report/report_markdown.ts";
import type { ReportInput } from "../../../src/report/study.ts";
import { writeReport } from "../../../src/report/write_report.ts";
import { syntheticStudy } from "../../support/synthetic_study.ts";
import { inTemporaryFolder } from "../../support/temporary_folder.ts";

/** What a name from a file could hold: a formula, markup, a link, an end of a cell and of a line. */
const HOSTILE = `=HYPERLINK("http://example.org")|<img src=x onerror=alert(1)>\n[a](javascript:b)`;

function hostileStudy(): ReportInput {
  const study = syntheticStudy({ seeds: 2, ticks: [2, 8], sync: [], missing: ["lstm"] });
  const { plan } = study;
  return {
    ...study,
    plan: {
      ...plan,
      sweep: {
        ...plan.sweep,
        preset: HOSTILE,
        dataset: { name: HOSTILE, options: { a: HOSTILE } },
      },
      backend: { ...plan.backend, reason: HOSTILE },
      trials: plan.trials.map((trial) =>
        trial.role === "sweep" ? { ...trial, label: HOSTILE, matched: HOSTILE } : trial
      ),
    },
    missing: study.missing.map((run) => ({ ...run, why: HOSTILE })),
    runs: study.runs.map((run) => ({
      ...run,
      environment: { ...run.environment, notices: [HOSTILE] },
      outcome: { ...run.outcome, detail: HOSTILE },
    })),
    command: `deno task bench --option '${HOSTILE}'`,
  };
}

Deno.test("names from files are text in the page, the Markdown, the charts and the tables", async () => {
  await inTemporaryFolder(async (folder) => {
    await writeReport(hostileStudy(), folder);
    const read = (name: string) => Deno.readTextFile(join(folder, name));
    const namesIn = (part: string) =>
      Array.from(Deno.readDirSync(join(folder, part)), ({ name }) => `${part}/${name}`);
    const files = ["report.html", ...namesIn("charts"), ...namesIn("tables")];
    for (const name of files.filter((name) => /\.(html|svg)$/.test(name))) {
      assertEquals((await read(name)).includes("<img src=x"), false, name);
    }
    assertStringIncludes(await read("report.html"), "&lt;img src=x onerror=alert(1)&gt;");

    for (const name of ["report.md", ...files.filter((name) => name.endsWith(".md"))]) {
      // The command stands in a block of code, where nothing is markup.
      const text = (await read(name)).replaceAll(/^```[^]*?^```/gm, "");
      assertEquals(/[^\\]<img/.test(text), false, name);
      assertEquals(text.includes("](javascript"), false, name);
      for (const table of text.matchAll(/(?:^\|.*\n)+/gm)) {
        const widths = table[0].trimEnd().split("\n").map((row) => row.match(/(?<!\\)\|/g)!.length);
        assertEquals(new Set(widths).size, 1, `${name}: ${table[0]}`);
      }
    }

    const csv = files.filter((name) => name.endsWith(".csv"));
    assert(csv.length > 5);
    let guarded = 0;
    for (const name of csv) {
      const text = await read(name);
      assertEquals(/(?:^|,)"?=HYPER/m.test(text), false, name);
      guarded += text.match(/(?:^|,)"'=HYPER/gm)?.length ?? 0;
    }
    assert(guarded > 0, "a hostile name is in the tables");
  });
});

Deno.test("csvText() disarms formulas and leaves numbers alone", () => {
  const table = aq.table({
    text: ["=1+1", "+cmd|x", "-2", "-x", "@a", "\tb", "plain", null],
    number: [-1.5, 0, 1e-7, -2, null, 3, 4, 5],
  });
  assertEquals(csvText(table).split("\n").slice(0, 9), [
    "text,number",
    "'=1+1,-1.5",
    "'+cmd|x,0",
    "-2,1e-7",
    "'-x,-2",
    "'@a,",
    "'\tb,3",
    "plain,4",
    ",5",
  ]);
});

Deno.test("plainMarkdown() leaves no markup", () => {
  assertEquals(plainMarkdown("a_b *c* <d> `e`\nf"), "a\\_b \\*c\\* \\<d\\> \\`e\\` f");
  assertEquals(plainMarkdown("[a](b), [1, 2]"), "[a]\\(b), [1, 2]");
});
