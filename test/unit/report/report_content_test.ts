import { assert, assertEquals, assertFalse, assertMatch, assertStringIncludes } from "@std/assert";
import type { Block, Cell, Section } from "../../../src/report/content/blocks.ts";
import { type ReportContent, reportContent } from "../../../src/report/report_content.ts";
import type { ReportInput } from "../../../src/report/study.ts";
import { syntheticStudy } from "../../support/synthetic_study.ts";

function section(content: ReportContent, id: string): Section {
  return content.sections.find((one) => one.id === id)!;
}

function tables({ blocks }: Section) {
  return blocks.filter((block) => block.kind === "table");
}

function texts(blocks: readonly Block[]): string {
  return JSON.stringify(blocks);
}

/** Every cell that holds a number, but for the margins needed, which are rounded up. */
function numbers(content: ReportContent): Cell[] {
  return content.sections.filter(({ id }) => id !== "change").flatMap(tables).flatMap((table) =>
    table.rows.flat()
  )
    .filter((cell) => typeof cell.value === "number");
}

Deno.test("the report has its parts in the reader's order, and only those that exist", () => {
  const ids = (input: ReportInput) => reportContent(input).sections.map(({ id }) => id);
  assertEquals(ids(syntheticStudy({ flopsAccuracies: TURNED, secondary: true })), [
    "verdict",
    "differences",
    "change",
    "budgets",
    "secondary",
    "fairness",
    "flops",
    "ticks",
    "adaptive",
    "calibration",
    "robustness",
    "sweep",
    "learning",
    "inside",
    "runs",
    "provenance",
  ]);
  const lone = syntheticStudy({ seeds: 1, accuracies: { cnn: 0.9 }, activity: false });
  assertEquals(ids(lone), [
    "verdict",
    "differences",
    "fairness",
    "calibration",
    "robustness",
    "learning",
    "runs",
    "provenance",
  ]);
});

Deno.test("each verdict stands first, in a sentence, and what it does not mean below", () => {
  const content = reportContent(syntheticStudy());
  const { blocks, beside } = content.sections[0]!;
  assertEquals(beside!.map((block) => block.kind === "chart" && block.name), ["forest"]);
  const verdicts = blocks.filter((block) => block.kind === "verdict");
  assertEquals(verdicts.map(({ verdict }) => verdict), ["leads", "trails"]);
  assertMatch(verdicts[0]!.sentence, /^CTM clearly leads LSTM on invented_images: \+4\.\d\d pp/);
  const limits = blocks.find((block) => block.kind === "list")!;
  assertEquals(limits.title, "What this does not mean");
  assertStringIncludes(texts([limits]), "No model was tuned");
  assertStringIncludes(texts([limits]), "8 sweep cells");
});

Deno.test("the sweep and what no verdict rests on are stamped exploratory", () => {
  const stamped = reportContent(syntheticStudy()).sections.filter((one) => one.exploratory);
  assertEquals(stamped.map(({ id }) => id), ["adaptive", "calibration", "robustness", "sweep"]);
});

/** Accuracies and differences are fractions and printed times 100. */
function assertPrinted(value: number, text: string) {
  const printed = Number(text.replace(/ %$/, "").replace("−", "-").replaceAll(",", ""));
  const digits = text.includes("e") ? 0 : /\.(\d+)/.exec(text)?.[1]?.length ?? 0;
  const half = text.includes("e") ? 0.05 * Math.abs(printed) : 0.5001 * 10 ** -digits;
  const distances = [1, 100].map((scale) => Math.abs(scale * value - printed));
  assert(Math.min(...distances) <= half, `${value} is printed as ${text}`);
}

Deno.test("a printed number is its value at the printed precision", () => {
  const cells = numbers(reportContent(syntheticStudy({ diverged: ["lstm"], secondary: true })));
  assert(cells.length > 300);
  for (const { value, text, interval } of cells) {
    const [mean = "", ...ends] = text.split(/ \[|, (?=[−+\d])|\]/).filter((part) => part !== "");
    assertPrinted(Number(value), mean);
    if (ends.length === 0) continue;
    assertEquals(ends.length, 2, text);
    assertPrinted(interval!.low, ends[0]!);
    assertPrinted(interval!.high, ends[1]!);
  }
});

/** Columns of counts, settings and tests: what is known exactly, or is no estimate of a mean. */
const EXACT = [
  ...["seed", "seeds", "runs", "planned", "missing", "diverged", "examples", "trained ticks"],
  ...["parameters", "ratio", "FLOPs/example", "margin", "margin used (pp)", "margin needed (pp)"],
  ...["budget", "tick", "adjusted p", "level", "Welch t", "Welch df", "Welch p"],
  ...["b", "c", "p exact", "p mid-p", "p Holm"],
  ...["p", "p equivalence", "sign-flip p", "df", "r", "SD (pp)"],
];

Deno.test("no estimate stands in a table without an interval or a reason why there is none", () => {
  for (
    const options of [{ secondary: true }, { seeds: 1 }, { diverged: ["lstm"], missing: ["cnn"] }]
  ) {
    const content = reportContent(syntheticStudy({ ...options, flopsAccuracies: TURNED }));
    let estimates = 0;
    for (const section of content.sections) {
      for (const table of tables(section)) {
        if (table.caption.includes("so without intervals")) continue;
        for (const [place, { title }] of table.columns.entries()) {
          if (EXACT.includes(title)) continue;
          for (const row of table.rows) {
            const cell = row[place]!;
            if (typeof cell.value !== "number") continue;
            estimates++;
            const where = `${section.id}, ${title}: ${cell.text}`;
            assert((cell.interval === undefined) !== (cell.noInterval === undefined), where);
            if (cell.interval === undefined) continue;
            assert(cell.interval.low <= cell.value && cell.value <= cell.interval.high, where);
          }
        }
      }
    }
    assert(estimates > 30);
  }
});

/** Accuracies that turn over who leads. */
const TURNED = { ctm: 0.82, lstm: 0.86, cnn: 0.88 };

Deno.test("a verdict that turns over with the budget is called budget-dependent", () => {
  const budgets = section(reportContent(syntheticStudy({ flopsAccuracies: TURNED })), "budgets");
  const [matrix, differences] = tables(budgets);
  assertEquals(matrix!.rows.map((row) => row.map(({ text }) => text)), [
    ["LSTM", "leads", "trails", "budget-dependent"],
    ["CNN", "trails", "trails", "same"],
  ]);
  assertEquals(differences!.rows.length, 4);
  assertMatch(texts(budgets.blocks), /Budget-dependent: the verdict against LSTM is another one/);
  assertStringIncludes(texts(budgets.blocks), "The CTM's runs are those of the primary budget.");
  const same = { ctm: 0.86, lstm: 0.82, cnn: 0.88 };
  const steady = section(reportContent(syntheticStudy({ flopsAccuracies: same })), "budgets");
  assertStringIncludes(texts(steady.blocks), "No verdict contradicts another");
});

Deno.test("the margin needed is rounded up, so that the verdict holds at it", () => {
  const content = reportContent(syntheticStudy());
  const [strip] = tables(section(content, "change"));
  for (const row of strip!.rows) {
    const { value, text } = row.at(-1)!;
    assert(Number(text) >= 100 * Number(value) - 1e-9);
    assert(Number(text) < 100 * Number(value) + 0.01);
  }
});

Deno.test("failures and gaps are named in the fairness panel and in the list of runs", () => {
  const input = syntheticStudy({ diverged: ["lstm"], missing: ["cnn"] });
  const content = reportContent(input);
  const fairness = texts(section(content, "fairness").blocks);
  assertStringIncludes(fairness, "1 run diverged and counted at chance level: LSTM seed 1");
  assertStringIncludes(fairness, "1 planned run without a result: CNN seed 5");
  assertStringIncludes(fairness, "not tuned, all hyperparameters are preset values");
  const [runs] = tables(section(content, "runs"));
  assertEquals(runs!.rows.length, input.plan.runs.length);
  const missing = runs!.rows.find((row) => row[2]!.text === "missing")!;
  assertEquals(missing[3], { value: null, text: "–" });
  assertEquals(missing.at(-1)!.text, "The worker was stopped");
  assertStringIncludes(
    texts(content.sections[0]!.blocks),
    "1 planned run without a result: the study is incomplete",
  );
});

Deno.test("differences between the models' recipes are listed, or said to be none", () => {
  const input = syntheticStudy();
  const differences = (study: ReportInput) =>
    section(reportContent(study), "fairness").blocks.find((block) =>
      block.kind === "list" && block.title === "Differences between models"
    );
  assertStringIncludes(texts([differences(input)!]), '"none"');
  const sweep = {
    ...input.plan.sweep,
    recipeDifferences: {
      lstm: {
        optimiser: { name: "adam", options: { learningRate: 0.002 } },
        reason: "its gradients are smaller",
      },
    },
  };
  const unequal = differences({ ...input, plan: { ...input.plan, sweep } })!;
  assertStringIncludes(
    texts([unequal]),
    "LSTM: optimiser adam (learningRate 0.002), because its gradients are smaller",
  );
});

Deno.test("an unmetered energy is said to be unmeasured", () => {
  const ledgers = tables(section(reportContent(syntheticStudy()), "fairness")).at(-1)!;
  for (const row of ledgers.rows) {
    assertEquals([row.at(-1)?.value, row.at(-1)?.text], [null, "not measured"]);
  }
});

Deno.test("without a comparison the report says that there is no verdict, and why", () => {
  const lone = reportContent(syntheticStudy({ accuracies: { ctm: 0.9 } }));
  assertStringIncludes(texts(lone.sections[0]!.blocks), "only one model was planned (ctm)");
  const failed = reportContent(syntheticStudy({ absent: ["lstm", "cnn"] }));
  assertStringIncludes(texts(failed.sections[0]!.blocks), "finished runs exist of CTM only");
  const nothing = reportContent(syntheticStudy({
    accuracies: { ctm: 0.9 },
    ticks: [],
    sync: [],
    absent: ["ctm"],
  }));
  assertStringIncludes(texts(nothing.sections.at(-1)!.blocks), "no finished run");
});

Deno.test("provenance states environment, notices, chart warnings and the command", () => {
  const input = syntheticStudy();
  const provenance = texts(section(reportContent(input, ["forest: odd"]), "provenance").blocks);
  for (
    const text of [
      input.command,
      "a".repeat(40),
      "d".repeat(64),
      "version of tfjs",
      "The energy meter could not be read.",
      "forest: odd",
      "0.120 of its tolerance",
      "e".repeat(64),
      "fused (relaxed FMA)",
    ]
  ) assertStringIncludes(provenance, text);
  assertFalse(provenance.includes("local changes"));
});

Deno.test("runs of changed code are marked with a badge", () => {
  const input = syntheticStudy();
  const [first, ...others] = input.runs;
  const git = { commit: "a".repeat(40), dirty: true, patch: "f".repeat(64) };
  const changed = { ...first!, environment: { ...first!.environment, git } };
  const content = reportContent({ ...input, runs: [changed, ...others] });
  const badge = section(content, "provenance").blocks[0]!;
  assert(badge.kind === "state");
  assertEquals(badge.label, "local changes");
  assertMatch(badge.sentence, /^1 run of 55 made with code that differs/);
  assertStringIncludes(texts(section(content, "provenance").blocks), "f".repeat(64));
});

Deno.test("runs of further plans are listed too, each once", () => {
  const input = syntheticStudy({ missing: ["cnn"] });
  const [shared] = input.runs;
  const own = { ...input.runs[1]!, id: "of another budget" };
  const variants = new Map([
    ["budget-flops", { plan: input.plan, runs: [shared!, own], missing: [] }],
  ]);
  const [runs] = tables(section(reportContent({ ...input, variants }), "runs"));
  assertEquals(runs!.rows.length, input.plan.runs.length + 1);
  assertEquals(runs!.rows.at(-1)!.slice(-3)[0]!.text, "of another budget");
  assertEquals(runs!.rows.at(-1)!.at(-1)!.text, "budget-flops");
});
