import { stripVTControlCharacters } from "node:util";
import { DRIVEN, type Job, type WorkerMessage } from "../spec/mod.ts";
import { explainingStorage, writeJson } from "../store/mod.ts";
import { readLines } from "./read_lines.ts";
import { parseWorkerMessage } from "./worker_message.ts";

/** How to start the worker; the mode, the path of the job file and a switch are appended. */
export type WorkerCommand = readonly [program: string, ...args: string[]];

/**
 * The worker of this project, run by the Deno that runs the driver, with the permissions that
 * `deno.json` names for it.
 */
export function workerCommand(): WorkerCommand {
  const script = new URL("../worker/main.ts", import.meta.url);
  return [denoProgram(), "run", "--quiet", "--no-prompt", WORKER_SET, script.href];
}

/**
 * The program that runs this process. A task may run `deno` by that name, which is how tasks are
 * started themselves, but no path: where Deno lies differs from machine to machine.
 */
export function denoProgram(): string {
  const command = Deno.execPath();
  const { state } = Deno.permissions.querySync({ name: "run", command });
  return state === "granted" ? command : "deno";
}

/** Says in a worker's command line that it runs in its set of permissions. */
const WORKER_SET = "-P=worker";

/**
 * The command with leave to write nothing but the runs, or nothing at all where it only measures. A
 * command that names its permissions otherwise is left as it is.
 */
function confined(job: Job, { command, mode }: StartOptions): WorkerCommand {
  const place = command.indexOf(WORKER_SET) + 1;
  // Deno reads a comma as the end of a path: such a folder is left to the set, which has all.
  if (place === 0 || job.runsDirectory.includes(",")) return command;
  const writing = mode === "probe" ? "--deny-write" : `--allow-write=${job.runsDirectory}`;
  return [command[0], ...command.slice(1, place), writing, ...command.slice(place)];
}

/** What `startWorker` needs. */
export interface StartOptions {
  readonly command: WorkerCommand;
  /**
   * `run` trains, tests and writes the run's files; `tune` trains, validates and writes the trial's
   * files; `probe` measures a few steps and writes nothing.
   */
  readonly mode: "run" | "tune" | "probe";
  /** Receives the job file. */
  readonly jobFile: string;
  /** Receives standard error, and what on standard output is no message. */
  readonly logFile: string;
  /** Whether what the log file holds stays. Default: it is replaced. */
  readonly appendLog?: boolean;
  readonly onMessage?: (message: WorkerMessage) => void;
}

/** How a worker process ended. */
export interface WorkerEnd {
  /** Exit code of the process; 0 is success. */
  readonly code: number;
  readonly lastMessage: WorkerMessage | null;
  /** The error that it did not catch, else the last line of its log; empty if it said nothing. */
  readonly lastWords: string;
  /** The signal that ended it, or `null`. */
  readonly signal: string | null;
}

/** A running worker process. */
export interface WorkerProcess {
  readonly ended: Promise<WorkerEnd>;
  /** Asks the process to end, and ends it by force if it has not within 5 seconds. */
  end(): void;
}

const GRACE_MILLISECONDS = 5000;

/** Writes the job file and starts a worker on it. */
export async function startWorker(job: Job, options: StartOptions): Promise<WorkerProcess> {
  await writeJson(options.jobFile, job);
  const append = options.appendLog ?? false;
  const log = await explainingStorage(
    options.logFile,
    () => Deno.open(options.logFile, { create: true, truncate: !append, append, write: true }),
  );
  const [program, ...args] = confined(job, options);
  let child: Deno.ChildProcess;
  try {
    child = new Deno.Command(program, {
      args: [...args, options.mode, options.jobFile, DRIVEN],
      // Never written to: its end tells the worker that we are gone.
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  } catch (error) {
    log.close();
    throw error;
  }
  let force: ReturnType<typeof setTimeout> | undefined;
  const send = (signal: Deno.Signal) => {
    try {
      child.kill(signal);
    } catch (error) {
      // The process ended a moment ago.
      if (!(error instanceof TypeError) && !(error instanceof Deno.errors.NotFound)) throw error;
    }
  };
  const ended = watch(child, { log, onMessage: options.onMessage }).finally(() => {
    clearTimeout(force);
    log.close();
    // Closed already where the process ended in the middle of it.
    return child.stdin.close().catch(() => undefined);
  });
  return {
    ended,
    end() {
      send("SIGTERM");
      force ??= setTimeout(() => {
        send("SIGKILL");
        // Reaches the worker also where the program is a script that started it.
        child.stdin.close().catch(() => undefined);
      }, GRACE_MILLISECONDS);
    },
  };
}

async function watch(
  child: Deno.ChildProcess,
  { log, onMessage }: {
    readonly log: Deno.FsFile;
    readonly onMessage: ((message: WorkerMessage) => void) | undefined;
  },
): Promise<WorkerEnd> {
  let lastLine = "";
  let uncaught: string | null = null;
  const writeLog = async (line: string) => {
    const text = stripVTControlCharacters(line).trim();
    lastLine = text || lastLine;
    // An uncaught error is followed by its source line and stack, which tell a user nothing.
    if (text.startsWith("error: ")) uncaught = text.slice("error: ".length);
    const bytes = new TextEncoder().encode(line + "\n");
    for (let written = 0; written < bytes.length;) {
      written += await log.write(bytes.subarray(written));
    }
  };
  const readOutput = async () => {
    let lastMessage: WorkerMessage | null = null;
    for await (const line of readLines(child.stdout)) {
      const message = parseWorkerMessage(line);
      if (message === null) {
        await writeLog(line);
      } else {
        lastMessage = message;
        onMessage?.(message);
      }
    }
    return lastMessage;
  };
  const readErrors = async () => {
    for await (const line of readLines(child.stderr)) await writeLog(line);
  };
  const [status, lastMessage] = await Promise.all([child.status, readOutput(), readErrors()]);
  const lastWords = uncaught ?? lastLine;
  return { code: status.code, lastMessage, lastWords, signal: status.signal };
}

/** The failure of a worker that ended with another code than 0: its own message, or its last words. */
export function failureOf(end: WorkerEnd): { readonly code: number; readonly message: string } {
  if (end.lastMessage?.type === "error") {
    return { code: end.lastMessage.code, message: end.lastMessage.message };
  }
  const how = end.signal === null ? `exit code ${end.code}` : `ended by ${end.signal}`;
  return { code: end.code, message: end.lastWords || how };
}
