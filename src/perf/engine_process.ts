import type { z } from "zod";
import { readLines } from "../execution/read_lines.ts";
import type { EngineCommand } from "./engines.ts";
import {
  type PerfRequest,
  readySchema,
  sectionsSchema,
  type StepSections,
  timedSchema,
  type TimedSteps,
} from "./requests.ts";

/** An engine that is warm and makes steps when it is asked to. */
export interface Engine {
  readonly ready: z.infer<typeof readySchema>["ready"];
  /** Makes and times so many steps. @throws {EngineFailure} */
  time(steps: number): Promise<TimedSteps>;
  /** Makes so many steps and returns what their sections took. @throws {EngineFailure} */
  profile(steps: number): Promise<StepSections>;
  /** Ends the process. */
  end(): Promise<void>;
}

/** An engine that cannot go on, and why. */
export class EngineFailure extends Error {}

/**
 * Starts an engine and waits until it is warm.
 *
 * @param signal Ends the process at once.
 * @throws {EngineFailure} With what it said last, if it cannot prepare the work.
 */
export async function startEngine(command: EngineCommand, signal: AbortSignal): Promise<Engine> {
  // One that came before would not reach the process.
  if (signal.aborted) throw new EngineFailure("interrupted");
  const [program, ...args] = command;
  const child = new Deno.Command(program, {
    args,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    signal,
  }).spawn();
  const requests = child.stdin.getWriter();
  const answers = readLines(child.stdout);
  const lastWords = lastLine(child.stderr);
  // Known here already where the process has ended before it was asked.
  requests.closed.catch(() => undefined);

  async function end(): Promise<void> {
    await requests.close().catch(() => undefined);
    await answers.return(undefined);
    await Promise.all([child.status, lastWords]);
  }

  /** The next answer of the kind; anything else is not for us. */
  async function answer<T>(schema: z.ZodType<T>): Promise<T> {
    for (;;) {
      const { value: line, done } = await answers.next();
      if (done) {
        const { code, signal: killed } = await child.status;
        const how = killed === null ? `exit code ${code}` : `ended by ${killed}`;
        throw new EngineFailure((await lastWords) || how);
      }
      const content = parse(line);
      const parsed = schema.safeParse(content);
      if (parsed.success) return parsed.data;
      if (typeof content?.error === "string") throw new EngineFailure(content.error);
    }
  }

  async function ask<T>(request: PerfRequest, schema: z.ZodType<T>): Promise<T> {
    // A process that has ended says why through its answers.
    await requests.write(new TextEncoder().encode(JSON.stringify(request) + "\n"))
      .catch(() => undefined);
    return await answer(schema);
  }

  try {
    const { ready } = await answer(readySchema);
    return {
      ready,
      time: (steps) => ask({ steps }, timedSchema),
      profile: (profile) => ask({ profile }, sectionsSchema),
      end,
    };
  } catch (error) {
    await end();
    throw error;
  }
}

function parse(line: string): { readonly error?: unknown } | null {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

/** The last line of a stream that says something. */
async function lastLine(stream: ReadableStream<Uint8Array>): Promise<string> {
  let last = "";
  for await (const line of readLines(stream)) last = line.trim() || last;
  return last;
}
