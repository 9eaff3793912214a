import { EXIT, replicasOf } from "../spec/mod.ts";
import { createBarrier, follow } from "../training/mod.ts";
import { explainError } from "./explain_error.ts";
import { openRun } from "./open_run.ts";
import type { FollowerChannel, LeaderMessage } from "./thread_message.ts";

/**
 * Carries out one follower's part of a run, and tells the leader how it ended: training under the
 * leader's orders, without validation, test and files.
 *
 * @param open Replaced in tests.
 */
export async function followJob(
  { receive, send }: FollowerChannel,
  { open = openRun }: { readonly open?: typeof openRun } = {},
): Promise<void> {
  /** @throws {Error} If another message comes. */
  async function expect<Type extends LeaderMessage["type"]>(
    type: Type,
  ): Promise<Extract<LeaderMessage, { type: Type }>> {
    const message = await receive();
    if (message.type === type) return message as Extract<LeaderMessage, { type: Type }>;
    throw new Error(`Expected the message ${type}, got ${message.type}`);
  }

  try {
    const { job, replica } = await expect("open");
    const run = await open(job, replica);
    send({ type: "opened" });
    const { memory } = await expect("begin");
    const replicas = replicasOf(job.spec);
    await follow({
      model: run.model,
      problem: run.problem,
      optimiser: run.optimiser,
      batches: run.data.training,
      context: {
        memory,
        part: { replica, replicas },
        barrier: createBarrier(memory.barrier, { threads: replicas }),
      },
      receive: async () => (await expect("state")).state,
      now: () => performance.now() / 1000,
    });
    run.dispose();
    send({ type: "ended" });
  } catch (error) {
    const { code, message } = explainError(error);
    if (code === EXIT.internal) console.error(error);
    send({ type: "failed", code, message });
  }
}
