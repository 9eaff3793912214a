import { robustZ } from "../analysis/mod.ts";
import { type Cell, type TableBlock, tableBlock, wordCell } from "../report/content/blocks.ts";
import { stateOf, valueText } from "../report/night_text.ts";
import type { NightRecord } from "../spec/night_record.ts";
import { incomparable } from "./alarms.ts";
import type { HistoryPage } from "./history_page.ts";

/** Every night in a row, the latest first, with a link to its report. */
export function nightsTable({ history, pinned }: HistoryPage): TableBlock {
  const trials = [...new Set(history.flatMap((record) => record.trials.map(({ label }) => label)))];
  return tableBlock(
    "All nights, the latest first. In brackets: how many robust standard deviations an accuracy is from the median of the nights before it, for display only.",
    ["night", "state", ">runs", "code", "baseline", ...trials.map((label) => `>${label}`), "speed"],
    {
      rows: history.map((record, index) => [
        { ...wordCell(record.night), link: `nights/${record.night}/report.html` },
        wordCell(record.night === pinned ? `${stateOf(record)}, pinned` : stateOf(record)),
        runsCell(record),
        wordCell(codeText(record)),
        wordCell(record.baseline ?? ""),
        ...trials.map((label) => accuracyCell(label, record, history.slice(0, index))),
        wordCell(speedText(record)),
      ]).reverse(),
    },
  );
}

function runsCell({ trials }: NightRecord): Cell {
  const done = trials.reduce((sum, trial) => sum + trial.runs.length, 0);
  const planned = trials.reduce((sum, trial) => sum + trial.planned, 0);
  return { value: done, text: `${done}/${planned}` };
}

/** The commit, with a star where it ran with changes. */
function codeText({ git, code }: NightRecord): string {
  if (git !== null) return git.commit.slice(0, 10) + (git.dirty ? "*" : "");
  return code === null ? "" : `hash ${code.slice(0, 10)}`;
}

function accuracyCell(
  label: string,
  record: NightRecord,
  earlier: readonly NightRecord[],
): Cell {
  const meanOf = ({ trials }: NightRecord) =>
    trials.find((trial) => trial.label === label)?.accuracy?.mean ?? null;
  const mean = meanOf(record);
  if (mean === null) return wordCell("");
  const before = earlier.filter(({ suite }) =>
    suite !== null && record.suite !== null && incomparable(record.suite, suite).length === 0
  ).flatMap((one) => meanOf(one) ?? []);
  const z = robustZ(mean, before);
  const unusual = z === null ? "" : ` (${z.toFixed(1).replace("-", "−")})`;
  return { value: mean, text: valueText("accuracy", mean) + unusual };
}

function speedText({ speed }: NightRecord): string {
  if (speed.kind === "none") return "";
  return speed.trials.map(({ trial, ratio, verdict }) => `${trial} ${ratio.toFixed(2)} ${verdict}`)
    .join(", ");
}
