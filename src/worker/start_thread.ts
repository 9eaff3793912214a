import { BenchError, EXIT } from "../spec/mod.ts";
import type { FollowerMessage, LeaderMessage } from "./thread_message.ts";

/** A follower in a thread of its own, as the leader sees it. */
export interface FollowerThread {
  /** Settled once it has opened its run, or failed before. */
  readonly opened: Promise<void>;
  /** Fulfilled with its last message. */
  readonly ended: Promise<void>;
  send(message: LeaderMessage): void;
  /** Ends the thread where it is not at work, and within seconds where it is. */
  terminate(): void;
}

/**
 * Starts a thread.
 *
 * @param onFailure Called once if it fails, also by an error that it did not catch.
 */
export function startThread(
  program: URL,
  onFailure: (error: BenchError) => void,
): FollowerThread {
  const opened = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<void>();
  // Nobody waits for it where the leader itself does not open.
  opened.promise.catch(() => undefined);
  const worker = new Worker(program, { type: "module" });
  const fail = (error: BenchError) => {
    opened.reject(error);
    onFailure(error);
    ended.resolve();
  };
  worker.onmessage = ({ data }: MessageEvent<FollowerMessage>) => {
    switch (data.type) {
      case "opened":
        return opened.resolve();
      case "ended":
        return ended.resolve();
      case "failed":
        return fail(new BenchError(data.message, data.code));
      default:
        data satisfies never;
    }
  };
  worker.onerror = (event) => {
    // Otherwise it would end this thread too, and not in an orderly way.
    event.preventDefault();
    fail(new BenchError(event.message, EXIT.internal));
  };
  return {
    opened: opened.promise,
    ended: ended.promise,
    send: (message) => worker.postMessage(message),
    terminate: () => worker.terminate(),
  };
}
