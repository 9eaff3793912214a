import { SPEED_TOLERANCE, type SpeedVerdict } from "../analysis/mod.ts";
import { IN_WORDS, type Layer } from "../report/charts/chart.ts";
import { INK, VERDICT_LOOKS } from "../report/theme.ts";
import type { HistoryPage } from "./history_page.ts";
import { nightAxis } from "./night_axis.ts";
import type { HistoryChart } from "./trend_chart.ts";

const LOOKS: {
  readonly [verdict in SpeedVerdict]: { readonly colour: string; readonly shape: string };
} = {
  faster: { colour: VERDICT_LOOKS.leads.colour, shape: "triangle-down" },
  same: { colour: VERDICT_LOOKS.matches.colour, shape: "diamond" },
  slower: { colour: VERDICT_LOOKS.trails.colour, shape: "triangle-up" },
  inconclusive: { colour: VERDICT_LOOKS.inconclusive.colour, shape: "circle" },
};

/** The time of a step over that of the baseline's code; nothing where no night was timed. */
export function speedChart(page: HistoryPage): HistoryChart[] {
  const rows = page.history.flatMap(({ night, started, baseline, speed }) =>
    speed.kind === "none" ? [] : speed.trials.map(({ trial, ratio, interval, verdict, pairs }) => ({
      trial,
      night,
      started,
      baseline,
      ratio,
      low: interval?.low ?? null,
      high: interval?.high ?? null,
      pairs: pairs.length,
      verdict,
    }))
  );
  if (rows.length === 0) return [];
  const values = rows.map((row) => ({
    ...row,
    words: `${row.trial} ${row.night}: ${
      row.ratio.toFixed(3)
    } times the baseline's ${row.baseline}${
      row.low === null ? "" : ` [${row.low.toFixed(3)}, ${row.high!.toFixed(3)}]`
    }; ${row.verdict}`,
  }));
  const last = rows.at(-1)!;
  const title = `Time of a step over that of the baseline's code: ${last.ratio.toFixed(2)} on ${
    last.night.slice(0, 10)
  }, ${last.verdict}`;
  const description = `Interleaved timing by night. ${values.at(-1)!.words}.`;
  const verdicts = (Object.keys(LOOKS) as SpeedVerdict[])
    .filter((verdict) => rows.some((row) => row.verdict === verdict));
  const { x, start, end } = nightAxis(page);
  const ends = rows.flatMap(({ ratio, low, high }) => [ratio, low ?? ratio, high ?? ratio]);
  const scale = {
    domain: [Math.min(...ends, 1 / SPEED_TOLERANCE), Math.max(...ends, SPEED_TOLERANCE)],
    zero: false,
    nice: true,
  };
  const y = (field: string) => ({
    field,
    type: "quantitative" as const,
    title: "tonight's time of a step / baseline's, same machine, same hour",
    scale,
    axis: { tickCount: 5, format: ".2f" },
  });
  const legend = {
    orient: "bottom" as const,
    direction: "horizontal" as const,
    title: null,
    symbolOpacity: 1,
  };
  const layer: Layer[] = [
    {
      data: { values: [{ start, end, low: 1 / SPEED_TOLERANCE, high: SPEED_TOLERANCE }] },
      mark: { type: "rect", color: INK.zone },
      encoding: { x: x("start"), x2: { field: "end" }, y: y("low"), y2: { field: "high" } },
    },
    {
      data: { values: [{ one: 1 }] },
      mark: { type: "rule", color: INK.rule },
      encoding: { y: y("one") },
    },
    {
      transform: [{ filter: "isValid(datum.low)" }],
      mark: { type: "rule", strokeWidth: 1.3, color: INK.rule },
      encoding: { x: x("started"), y: y("low"), y2: { field: "high" } },
    },
    {
      mark: { type: "point", filled: true, opacity: 1, size: 75, aria: true },
      encoding: {
        x: x("started"),
        y: y("ratio"),
        color: {
          field: "verdict",
          type: "nominal",
          scale: { domain: verdicts, range: verdicts.map((verdict) => LOOKS[verdict].colour) },
          legend,
        },
        shape: {
          field: "verdict",
          type: "nominal",
          scale: { domain: verdicts, range: verdicts.map((verdict) => LOOKS[verdict].shape) },
          legend,
        },
        description: IN_WORDS,
      },
    },
  ];
  return [{
    name: "speed_trend",
    title,
    description,
    columns: ["trial", "night", "started", "baseline", "ratio", "low", "high", "pairs", "verdict"],
    rows,
    spec: {
      title: {
        text: title,
        subtitle: [
          "Both codes run in turn within the same job, so a slow machine slows both. Whiskers: 99 % interval.",
          `Shaded: within ${
            Math.round(100 * (SPEED_TOLERANCE - 1))
          } %. Nights with the baseline's code are not timed.`,
        ],
        offset: 18,
      },
      description,
      width: 680,
      height: 170,
      data: { values },
      layer,
    },
  }];
}
