import { fileURLToPath } from "node:url";
import type { BenchServices } from "../cli/bench.ts";
import { services as benchServices } from "../cli/services.ts";
import type { ProblemShape } from "../contract/mod.ts";
import { probe, type WorkerCommand } from "../execution/mod.ts";
import type { CostEstimate, Job } from "../spec/mod.ts";
import { explainingStorage } from "../store/mod.ts";
import { type BaselineCode, type NightCode, unpackBaseline } from "./baseline_code.ts";
import type { HistoryPage } from "./history_page.ts";
import type { NotifyServices } from "./notify.ts";
import { runCommand } from "./run_command.ts";

/** What `nightly` needs from outside; replaced in tests. */
export interface NightlyServices<Shape> extends NotifyServices {
  /** What the study of a night is run with. */
  readonly study: BenchServices<Shape>;
  readonly today: () => Date;
  readonly unpackBaseline: (code: NightCode, lock: string | null) => Promise<BaselineCode>;
  /** Times a job with tonight's worker, or with the one that `command` starts. */
  readonly probe: (
    job: Job,
    options: { readonly signal: AbortSignal; readonly command: WorkerCommand | null },
  ) => Promise<CostEstimate>;
  readonly writePage: (page: HistoryPage, directory: string) => Promise<void>;
}

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** What `nightly` uses outside tests. */
export function nightlyServices(): NightlyServices<ProblemShape> {
  return {
    study: benchServices(),
    today: () => new Date(),
    unpackBaseline: (code, lock) => unpackBaseline(code, { root: ROOT, lock }),
    probe: (job, { signal, command }) =>
      probe(job, command === null ? { signal } : { signal, command }),
    runCommand,
    append: (path, text) =>
      explainingStorage(path, () => Deno.writeTextFile(path, text, { append: true })),
    summaryPath: () => Deno.env.get("GITHUB_STEP_SUMMARY") ?? null,
    // Loaded when needed: the chart libraries take a while.
    writePage: async (page, directory) =>
      (await import("./write_history_page.ts")).writeHistoryPage(page, directory),
  };
}
