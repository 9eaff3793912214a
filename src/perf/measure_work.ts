import { BenchError, EXIT } from "../spec/mod.ts";
import type { PerfCase, PerfModel } from "./perf_case.ts";
import { type Engine, EngineFailure, startEngine } from "./engine_process.ts";
import { engineCommand, type EngineName, isOwn, obstacle, stepProcess } from "./engines.ts";
import { missingEngine, type Pytorch } from "./find_pytorch.ts";
import type { EngineResult, MeasuredEngine, WorkResult } from "./perf_record.ts";
import type { TimedSteps } from "./requests.ts";
import { runToEnd } from "./run_to_end.ts";
import { stepWork } from "./step_work.ts";

/** CPU time that a turn is to take, milliseconds, and the most steps of one. */
const TURN_MILLISECONDS = 400;
const MOST_STEPS = 50;

/** How to measure. */
export interface MeasureOptions {
  readonly engines: readonly EngineName[];
  /** Turns of each engine. */
  readonly rounds: number;
  /** Steps of a turn; `null` chooses so many for each engine that a turn takes 0.4 seconds. */
  readonly steps: number | null;
  /** `null` where there is none. */
  readonly pytorch: Pytorch | null;
  /** Ends every process. */
  readonly signal: AbortSignal;
  /** Called when an engine is about to be prepared. */
  readonly onEngine?: (engine: EngineName) => void;
}

/** An engine in the middle of a measurement. */
interface Entrant {
  readonly engine: EngineName;
  readonly process: Engine;
  readonly steps: number;
  readonly turns: TimedSteps[];
}

/**
 * Times the steps of one model on every engine. All are prepared and warm before the first turn, and
 * take turns, one at a time, so that a machine that becomes slower by and by slows all of them.
 *
 * @throws {BenchError} With exit code 130 if the signal came.
 */
export async function measureWork(
  perfCase: PerfCase,
  model: PerfModel,
  options: MeasureOptions,
): Promise<WorkResult> {
  const work = stepWork(perfCase, model);
  const results = new Map<EngineName, EngineResult>();
  const entrants: Entrant[] = [];
  const folder = await Deno.makeTempDir({ prefix: "ctm-bench-perf-" });
  /** Does something with an engine; if it cannot, that is its result. */
  const attempt = async (engine: EngineName, action: () => Promise<void>) => {
    try {
      await action();
    } catch (error) {
      if (options.signal.aborted) throw new BenchError("interrupted", EXIT.interrupted);
      if (!(error instanceof EngineFailure)) throw error;
      results.set(engine, { engine, status: "failed", reason: error.message });
    }
  };
  try {
    const present = options.engines.filter((engine) => {
      const reason = obstacle(engine, work) ?? missingEngine(engine, options.pytorch);
      if (reason !== null) results.set(engine, { engine, status: "left out", reason });
      return reason === null;
    });
    if (!present.every(isOwn)) {
      await runToEnd(stepProcess("write", folder, JSON.stringify(work)), options.signal);
    }
    for (const engine of present) {
      options.onEngine?.(engine);
      await attempt(engine, async () => {
        const command = engineCommand(engine, work, { folder, pytorch: options.pytorch });
        const process = await startEngine(command, options.signal);
        const steps = options.steps ?? stepsOfTurn(process.ready.stepMilliseconds);
        entrants.push({ engine, process, steps, turns: [] });
      });
    }
    const going = () => entrants.filter(({ engine }) => !results.has(engine));
    for (let round = 0; round < options.rounds; round++) {
      for (const { engine, process, steps, turns } of going()) {
        await attempt(engine, async () => void turns.push(await process.time(steps)));
      }
    }
    for (const entrant of going()) {
      await attempt(entrant.engine, async () => {
        results.set(entrant.engine, await concluded(entrant));
      });
    }
  } finally {
    await Promise.all(entrants.map(({ process }) => process.end()));
    await Deno.remove(folder, { recursive: true });
  }
  return {
    perfCase: perfCase.name,
    model: model.name,
    batchSize: perfCase.batchSize,
    ...model.size,
    engines: options.engines.map((engine) => results.get(engine)!),
  };
}

async function concluded({ engine, process, steps, turns }: Entrant): Promise<MeasuredEngine> {
  const { kernels, losses } = process.ready;
  const hasSections = isOwn(engine) && engine !== "composite";
  return {
    engine,
    status: "measured",
    kernels,
    losses,
    rounds: turns.map(({ memory: _, ...times }) => times),
    memory: turns.at(-1)!.memory,
    sections: hasSections ? await process.profile(steps) : null,
  };
}

function stepsOfTurn(stepMilliseconds: number): number {
  return Math.min(MOST_STEPS, Math.max(1, Math.round(TURN_MILLISECONDS / stepMilliseconds)));
}
