import process from "node:process";
import { readLines } from "../execution/read_lines.ts";
import {
  type PerfRequest,
  type StepSections,
  type TimedSteps,
  WARMUP_SECONDS,
  WARMUP_STEPS,
} from "./requests.ts";

/** A training step that can be made again and again. */
export interface PreparedStep {
  /** What computes, and which build of it. */
  readonly kernels: string;
  /** Makes one step; its loss when the promise is fulfilled. */
  step(): Promise<number>;
  /** Size of the backend's memory in bytes, or `null` if that is not known. */
  backendBytes(): number | null;
  /** What the sections took while `steps` were made; absent without sections. */
  profile?(steps: () => Promise<void>): Promise<StepSections["sections"]>;
}

/** Opens what computes; the returned function prepares a step on it. */
export type OpenEngine = () => Promise<() => Promise<PreparedStep>>;

/**
 * Prepares a step, warms it up, and answers the requests on standard input until it ends; see
 * {@link PerfRequest}. Memory counts from where the engine is open and nothing is prepared. An error
 * is the last line of the output, and exit code 1.
 */
export async function serveSteps(open: OpenEngine): Promise<void> {
  try {
    await serve(open);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    say({ error: message.split("\n")[0]! });
    Deno.exit(1);
  }
}

async function serve(open: OpenEngine): Promise<void> {
  const prepare = await open();
  const before = Deno.memoryUsage().rss;
  const prepared = await prepare();
  const losses: number[] = [];
  const end = cpuMilliseconds() + 1000 * WARMUP_SECONDS;
  let stepMilliseconds = 0;
  while (losses.length < WARMUP_STEPS || cpuMilliseconds() < end) {
    const start = cpuMilliseconds();
    losses.push(await prepared.step());
    stepMilliseconds = cpuMilliseconds() - start;
  }
  const { kernels } = prepared;
  say({ ready: { kernels, losses: losses.slice(0, WARMUP_STEPS), stepMilliseconds } });
  for await (const line of readLines(Deno.stdin.readable)) {
    const request: PerfRequest = JSON.parse(line);
    if ("profile" in request) {
      say(await profileSteps(prepared, request.profile));
    } else {
      const timed = await timeSteps(prepared, request.steps);
      // Kilobytes; the largest of the whole life of the process.
      const peak = 1024 * process.resourceUsage().maxRSS;
      const memory = {
        peakBytes: Math.max(0, peak - before),
        backendBytes: prepared.backendBytes(),
      };
      say({ ...timed, memory } satisfies TimedSteps);
    }
  }
}

async function timeSteps(
  { step }: PreparedStep,
  steps: number,
): Promise<Omit<TimedSteps, "memory">> {
  const cpu: number[] = [];
  const wall: number[] = [];
  for (let i = 0; i < steps; i++) {
    const [start, begin] = [cpuMilliseconds(), performance.now()];
    await step();
    cpu.push(cpuMilliseconds() - start);
    wall.push(performance.now() - begin);
  }
  return { cpuMilliseconds: cpu, wallMilliseconds: wall };
}

async function profileSteps({ step, profile }: PreparedStep, steps: number): Promise<StepSections> {
  if (profile === undefined) throw new Error("This engine has no sections");
  let milliseconds = 0;
  const sections = await profile(async () => {
    const start = performance.now();
    for (let i = 0; i < steps; i++) await step();
    milliseconds = performance.now() - start;
  });
  return {
    sections: sections.map(({ name, ...sums }) => ({
      name,
      milliseconds: sums.milliseconds / steps,
      flops: sums.flops / steps,
      calls: sums.calls / steps,
    })),
    stepMilliseconds: milliseconds / steps,
  };
}

/** CPU time of this process so far, all threads. */
function cpuMilliseconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function say(answer: unknown): void {
  console.log(JSON.stringify(answer));
}
