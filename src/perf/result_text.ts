import { textTable } from "../cli/text_table.ts";
import type { Goal } from "./goals.ts";
import type { EngineResult, GoalResult, PerfRecord, WorkResult } from "./perf_record.ts";
import {
  cpuMilliseconds,
  measured,
  memoryRatio,
  REFERENCE,
  timeRatio,
  wallMilliseconds,
} from "./summary.ts";

const MIB = 2 ** 20;

/** Three digits or more: `0.42`, `13.2`, `1234`. */
export function shortNumber(value: number): string {
  return value.toFixed(value < 9.995 ? 2 : value < 99.95 ? 1 : 0);
}

/** What was measured of one model of a case: a table of engines, then of the kernels' sections. */
export function resultLines(result: WorkResult, peakFlops: number): string[] {
  const { perfCase, model, batchSize, parameters, engines } = result;
  const unmeasured = engines.filter((one) => one.status !== "measured");
  return [
    `${perfCase} ${model}: batch ${batchSize}, ${parameters.toLocaleString("en-US")} parameters`,
    ...indented(textTable(
      [
        { heading: "engine", align: "left" },
        { heading: "CPU ms", align: "right" },
        { heading: "wall ms", align: "right" },
        { heading: `x ${REFERENCE}`, align: "right" },
        { heading: "rounds", align: "left" },
        { heading: "peak MiB", align: "right" },
        { heading: "x", align: "right" },
        { heading: "wasm MiB", align: "right" },
      ],
      engines.filter((one) => one.status === "measured").map((one) => engineCells(result, one)),
    )),
    ...indented(unmeasured.map(({ engine, status, reason }) => `${engine} ${status}: ${reason}`)),
    ...indented(engines.flatMap((one) => sectionLines(one, peakFlops))),
    "",
  ];
}

function engineCells(
  result: WorkResult,
  one: Extract<EngineResult, { status: "measured" }>,
): string[] {
  const { engine, memory } = one;
  const time = timeRatio(result, engine);
  const isReference = engine === REFERENCE;
  const ofMemory = memoryRatio(result, engine);
  return [
    engine,
    shortNumber(cpuMilliseconds(one)),
    shortNumber(wallMilliseconds(one)),
    time === null || isReference ? "" : shortNumber(time.value),
    time === null || isReference ? "" : `${shortNumber(time.low)}..${shortNumber(time.high)}`,
    shortNumber(memory.peakBytes / MIB),
    ofMemory === null || isReference ? "" : shortNumber(ofMemory),
    memory.backendBytes === null ? "" : shortNumber(memory.backendBytes / MIB),
  ];
}

/** The sections of an engine's kernels, the longest first. */
function sectionLines(one: EngineResult, peakFlops: number): string[] {
  if (one.status !== "measured" || one.sections === null) return [];
  const { sections, stepMilliseconds } = one.sections;
  if (sections.length === 0) return [];
  const rest = stepMilliseconds - sections.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  const share = (milliseconds: number) => `${(100 * milliseconds / stepMilliseconds).toFixed(1)} %`;
  return [
    "",
    ...textTable(
      [
        { heading: `section of ${one.engine}`, align: "left" },
        { heading: "ms", align: "right" },
        { heading: "of a step", align: "right" },
        { heading: "GFLOP/s", align: "right" },
        { heading: "of the peak", align: "right" },
      ],
      [
        ...sections.toSorted((a, b) => b.milliseconds - a.milliseconds).map((section) => {
          const rate = section.flops / section.milliseconds * 1000;
          return [
            section.name,
            shortNumber(section.milliseconds),
            share(section.milliseconds),
            section.flops > 0 ? shortNumber(rate / 1e9) : "",
            section.flops > 0 ? `${(100 * rate / peakFlops).toFixed(0)} %` : "",
          ];
        }),
        ["everything else", shortNumber(rest), share(rest), "", ""],
      ],
    ),
  ];
}

/** The goals that were measured, and how many were not. */
export function goalLines(results: readonly GoalResult[], goals: readonly Goal[]): string[] {
  if (results.length === 0) return [];
  const missing = goals.length - results.length;
  return [
    ...textTable(
      [
        { heading: "goal", align: "left" },
        { heading: "measured", align: "right" },
        { heading: "met", align: "left" },
      ],
      results.map((goal) => [
        `${goal.perfCase} ${goal.model}: ${goal.against} takes at least ${goal.atLeast} times the ${
          goal.quantity === "time" ? "time" : "memory"
        } of ${REFERENCE}`,
        shortNumber(goal.ratio),
        goal.met ? "yes" : "NO",
      ]),
    ),
    ...missing === 0 ? [] : [`${missing} further goals were not measured`],
    "",
  ];
}

/** The curves: a row for each value, the times of every engine side by side. */
export function scalingLines({ scaling }: Pick<PerfRecord, "scaling">): string[] {
  const engines = scaling[0]?.result.engines.map(({ engine }) => engine) ?? [];
  if (engines.length === 0) return [];
  return [
    "CPU ms of a step of the small CTM with one quantity changed",
    ...indented(textTable(
      [
        { heading: "quantity", align: "left" },
        ...engines.map((engine) => ({ heading: engine, align: "right" as const })),
      ],
      scaling.map(({ quantity, value, result }) => [
        `${quantity} = ${value}`,
        ...engines.map((engine) => {
          const one = measured(result, engine);
          return one === null ? "failed" : shortNumber(cpuMilliseconds(one));
        }),
      ]),
    )),
    "",
  ];
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => line === "" ? "" : `  ${line}`);
}
