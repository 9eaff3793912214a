import type { FollowerChannel, LeaderMessage } from "./thread_message.ts";

/** What a thread has of its global scope; the checker knows that of a process only. */
interface ThreadScope {
  onmessage: ((event: MessageEvent<LeaderMessage>) => void) | null;
  postMessage(message: unknown): void;
  close(): void;
}

/** The channel of the thread that this is, and what ends it. */
export function followerChannel(): FollowerChannel & { close(): void } {
  const scope = globalThis as unknown as ThreadScope;
  const arrived: LeaderMessage[] = [];
  let waiting: ((message: LeaderMessage) => void) | null = null;
  scope.onmessage = ({ data }) => {
    if (waiting === null) return void arrived.push(data);
    waiting(data);
    waiting = null;
  };
  return {
    receive: () =>
      new Promise((resolve) => {
        const next = arrived.shift();
        if (next === undefined) waiting = resolve;
        else resolve(next);
      }),
    send: (message) => scope.postMessage(message),
    close: () => scope.close(),
  };
}
