import { setImmediate as turnOfEventLoop } from "node:timers/promises";
import type { Model } from "../contract/mod.ts";
import { BenchError, type Job, replicasOf } from "../spec/mod.ts";
import {
  allocateSharedMemory,
  type Barrier,
  createBarrier,
  type LeadingReplicas,
  leadReplicas,
} from "../training/mod.ts";
import { startThread } from "./start_thread.ts";

/** Milliseconds that followers have to leave the step that they are in. */
const GRACE = 2000;

/** Threads that each have a replica of a run's model. */
export interface Followers {
  /**
   * Begins to lead them, once all have opened the run.
   *
   * @param model The leader's.
   * @throws {BenchError} If one of them has failed, as does all that is asked of the result.
   */
  lead(model: Pick<Model, "parameters" | "buffers">): Promise<LeadingReplicas>;
  /** Ends the threads. */
  end(): Promise<void>;
}

/**
 * Starts a thread for each replica of a run but the first, and has it open the run.
 *
 * @param program What the threads run.
 */
export function startFollowers(job: Job, program: URL): Followers {
  const replicas = replicasOf(job.spec);
  let failure: BenchError | null = null;
  let barrier: Barrier | null = null;
  const threads = Array.from({ length: replicas - 1 }, (_, index) => {
    const replica = index + 1;
    const thread = startThread(program, ({ message, code }) => {
      failure ??= new BenchError(`replica ${replica + 1} of ${replicas}: ${message}`, code);
    });
    thread.send({ type: "open", job, replica });
    return thread;
  });

  return {
    async lead(model) {
      await Promise.allSettled(threads.map((thread) => thread.opened));
      if (failure !== null) throw failure;
      const memory = allocateSharedMemory(model, replicas);
      barrier = createBarrier(memory.barrier, {
        threads: replicas,
        meanwhile: async () => {
          // Messages are heard only when the event loop turns.
          await turnOfEventLoop();
          if (failure !== null) throw failure;
        },
      });
      for (const thread of threads) thread.send({ type: "begin", memory });
      return leadReplicas({
        model,
        memory,
        barrier,
        part: { replica: 0, replicas },
        send: (state) => threads.forEach((thread) => thread.send({ type: "state", state })),
      });
    },
    async end() {
      if (barrier !== null) {
        barrier.end();
        await within(GRACE, Promise.all(threads.map((thread) => thread.ended)));
      }
      for (const thread of threads) thread.terminate();
    },
  };
}

async function within(milliseconds: number, work: Promise<unknown>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const end = new Promise((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([work, end]);
  clearTimeout(timer);
}
