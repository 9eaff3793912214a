import { styleText } from "node:util";
import type { RunReport } from "../execution/mod.ts";
import type { Plan, WorkerMessage } from "../spec/mod.ts";
import { failureText, type RunFailure } from "../store/mod.ts";
import { durationText, percentText } from "./quantity_text.ts";

/** Milliseconds between lines without a terminal, and between repaints with one. */
const LINE_INTERVAL = 10_000;
const PAINT_INTERVAL = 100;

/** Where progress goes and how it looks. */
export interface ProgressOptions {
  /** Receives text for standard error. */
  readonly write: (text: string) => void;
  /** Width of the terminal in characters, or `null` where there is none. */
  readonly columns: () => number | null;
  readonly colour: boolean;
  /** Only failures are shown. */
  readonly quiet: boolean;
  /** Milliseconds, rising. */
  readonly now: () => number;
}

/** Follows the runs of a study. */
export interface Progress {
  started(runId: string): void;
  message(runId: string, message: WorkerMessage): void;
  /** A failed run is tried again. */
  retried(runId: string, failure: RunFailure, attempt: number): void;
  /** Nothing is left but runs that other commands are at work on. */
  waiting(runIds: readonly string[]): void;
  ended(report: RunReport): void;
  /** Takes the live line away. */
  close(): void;
}

/** What is known of a run under way. */
interface Current {
  readonly since: number;
  progress: number;
  metrics: string;
}

/**
 * Shows how far the runs `ids` of a plan are: on a terminal one live line below a line per finished
 * run, elsewhere plain lines without control characters, at most one in 10 seconds besides those.
 */
export function showProgress(
  plan: Plan,
  ids: readonly string[],
  options: ProgressOptions,
): Progress {
  const { write, now } = options;
  const runs = new Map(plan.runs.map((run) => [run.id, run]));
  const weight = (id: string) => plan.trials[runs.get(id)!.trial]!.flopsPerExample;
  const name = (id: string) => {
    const run = runs.get(id)!;
    return `${plan.trials[run.trial]!.label} seed ${run.spec.seed}`;
  };
  const total = ids.reduce((sum, id) => sum + weight(id), 0);
  const current = new Map<string, Current>();
  const begin = now();
  let endedRuns = 0;
  let endedWeight = 0;
  let shown = -Infinity;
  let painted = false;

  const remaining = () => {
    const under = [...current].reduce((sum, [id, run]) => sum + run.progress * weight(id), 0);
    const fraction = (endedWeight + under) / total;
    const elapsed = (now() - begin) / 1000;
    return fraction > 0 ? elapsed * (1 - fraction) / fraction : NaN;
  };
  const line = () => {
    const details = [...current].map(([id, run]) =>
      `${name(id)} ${Math.round(100 * run.progress)} %${run.metrics}`
    );
    const left = remaining();
    const until = Number.isNaN(left) ? "" : `, ${durationText(left)} left`;
    return [`${endedRuns}/${ids.length} runs${until}`, ...details].join(" | ");
  };
  const erase = () => {
    if (painted) write("\r\x1b[2K");
    painted = false;
  };
  const refresh = () => {
    if (options.quiet) return;
    const columns = options.columns();
    if (now() - shown < (columns === null ? LINE_INTERVAL : PAINT_INTERVAL)) return;
    shown = now();
    if (columns === null) return write(line() + "\n");
    write(`\r\x1b[2K${line().slice(0, Math.max(1, columns - 1))}`);
    painted = true;
  };
  const print = (text: string, colour: "green" | "red") => {
    erase();
    write((options.colour ? styleText(colour, text, { validateStream: false }) : text) + "\n");
  };

  return {
    started(runId) {
      current.set(runId, { since: now(), progress: 0, metrics: "" });
      refresh();
    },
    message(runId, message) {
      const run = current.get(runId);
      if (run === undefined || message.type !== "progress") return;
      run.progress = message.progress;
      run.metrics = ` loss ${message.trainLoss.toPrecision(3)}` +
        (message.validationAccuracy === null
          ? ""
          : ` validation ${percentText(message.validationAccuracy)}`);
      refresh();
    },
    retried(runId, failure, attempt) {
      current.delete(runId);
      print(`${name(runId)}: ${failureText(failure)}; attempt ${attempt} follows`, "red");
    },
    waiting(runIds) {
      if (options.quiet) return;
      erase();
      const runs = runIds.length === 1 ? "1 run that" : `${runIds.length} runs that`;
      write(`waiting for ${runs} another command is at work on\n`);
    },
    ended({ runId, result, elsewhere }) {
      const seconds = (now() - (current.get(runId)?.since ?? now())) / 1000;
      current.delete(runId);
      endedRuns++;
      endedWeight += weight(runId);
      const head = `[${endedRuns}/${ids.length}] ${name(runId)}`;
      if (result.kind === "failed") {
        print(`${head}: ${failureText(result)}`, "red");
      } else if (!options.quiet) {
        const how = result.status === "completed" ? "" : ` (${result.status})`;
        const where = elsewhere ? "by another command" : durationText(seconds);
        print(`${head}: ${accuracyOf(result)}${how}, ${where}`, "green");
      }
      refresh();
    },
    close: erase,
  };
}

/** A trial of a search is validated, a run is tested. */
function accuracyOf(result: Exclude<RunReport["result"], { kind: "failed" }>): string {
  return result.kind === "validated"
    ? `validation accuracy ${percentText(result.validationAccuracy)}`
    : `test accuracy ${percentText(result.testAccuracy)}`;
}
