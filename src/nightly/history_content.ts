import type { Block, Section } from "../report/content/blocks.ts";
import { nightBlocks } from "../report/content/night_section.ts";
import { lookSentence } from "../report/night_text.ts";
import type { ReportContent } from "../report/report_content.ts";
import type { NightRecord } from "../spec/night_record.ts";
import type { HistoryPage } from "./history_page.ts";
import { nightsTable } from "./nights_table.ts";
import { speedChart } from "./speed_chart.ts";
import { type HistoryChart, trendChart } from "./trend_chart.ts";

/** The charts that a history has. */
export function historyCharts(page: HistoryPage): HistoryChart[] {
  return [...trendChart(page, "accuracy"), ...trendChart(page, "loss"), ...speedChart(page)];
}

/** The page of a history without any markup. */
export function historyContent(
  page: HistoryPage,
  { charts, warnings }: {
    readonly charts: readonly HistoryChart[];
    /** What the rendering complained about. */
    readonly warnings: readonly string[];
  },
): ReportContent {
  const { history, pinned, generated } = page;
  const last = history.at(-1);
  const suite = last?.suite;
  return {
    title: "Nightly history",
    summary: suite == null
      ? `${history.length} nights`
      : `${history.length} nights; ${suite.problem} on ${suite.dataset}, budget ${suite.budget} per run, ${suite.seeds.length} seeds, backend ${suite.backend}, ${suite.kernels} kernels; compared with ${
        pinned ?? "nothing yet"
      }; made ${generated.slice(0, 16).replace("T", " ")} UTC.`,
    generated,
    command: last?.command ?? "deno task nightly",
    models: [],
    sections: last === undefined ? [noNight()] : [
      ...section("night", `Last night, ${last.night}`, nightBlocks(last)),
      ...section("trend", "Trend", charts.map(chartBlock)),
      {
        id: "nights",
        heading: "Nights",
        exploratory: false,
        blocks: [nightsTable(page), ...interrupted(page)],
      },
      ...section("models", "The models against each other", models(last)),
      provenance(last, warnings),
    ],
  };
}

function section(id: string, heading: string, blocks: readonly Block[]): Section[] {
  return blocks.length === 0 ? [] : [{ id, heading, exploratory: false, blocks }];
}

function noNight(): Section {
  const text = "There is no night yet: deno task nightly runs the first one.";
  return {
    id: "night",
    heading: "Last night",
    exploratory: false,
    blocks: [{ kind: "paragraph", text }],
  };
}

function models({ models }: NightRecord): Block[] {
  if (models.length === 0) return [];
  const text =
    "A suite runs every night, and a verdict that is read every night is read too often. It is given at a planned look: a night that is pinned. Other nights show the interval and repeat that verdict.";
  return [
    { kind: "paragraph", text },
    { kind: "list", title: null, items: models.map((one) => `${lookSentence(one)}.`) },
  ];
}

function interrupted({ interrupted }: HistoryPage): Block[] {
  if (interrupted.length === 0) return [];
  const text = `Not in the history, because they were interrupted: ${interrupted.join(", ")}.`;
  return [{ kind: "paragraph", text }];
}

function provenance(night: NightRecord, warnings: readonly string[]): Section {
  const { git, code, machine, versions } = night;
  const facts = [
    git === null
      ? "commit: not known, there was no git"
      : `commit: ${git.commit}${git.dirty ? ", with changes" : ""}`,
    `code: ${code?.slice(0, 16) ?? "–"}`,
    `machine: ${machine ?? "–"}`,
    `versions: ${
      Object.entries(versions).map(([name, version]) => `${name} ${version}`).join(", ")
    }`,
    ...warnings.map((warning) => `charts: ${warning}`),
  ];
  return {
    id: "provenance",
    heading: "Where the numbers come from",
    exploratory: false,
    blocks: [
      { kind: "list", title: null, items: facts },
      { kind: "paragraph", text: "The command of the last night:" },
      { kind: "code", text: night.command },
    ],
  };
}

function chartBlock({ name, title, description, columns, rows }: HistoryChart): Block {
  return { kind: "chart", name, title, description, columns, rows, zoom: null };
}
