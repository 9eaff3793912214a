import { type Job, replicasOf, requireEqualParts } from "../spec/mod.ts";
import { type OpenRun, openRun } from "./open_run.ts";
import { startFollowers } from "./start_followers.ts";

/** What followers run. */
const FOLLOWER = new URL("./follower.ts", import.meta.url);

/**
 * Opens a run here and in as many further threads as its specification asks for, all at once. Its
 * `replicas` have to be disposed, whatever happens, or the threads go on waiting.
 *
 * @param options `program` of the threads is replaced in tests.
 * @throws {BenchError} As {@link openRun}, here or in one of the threads, and with exit code 2 for
 *   batches that cannot be split.
 */
export async function openReplicas(
  job: Job,
  { program = FOLLOWER }: { readonly program?: URL } = {},
): Promise<OpenRun> {
  requireEqualParts(job.spec);
  if (replicasOf(job.spec) === 1) return await openRun(job);
  const followers = startFollowers(job, program);
  try {
    const run = await openRun(job);
    const leading = await followers.lead(run.model);
    return { ...run, replicas: { ...leading, [Symbol.asyncDispose]: followers.end } };
  } catch (error) {
    await followers.end();
    throw error;
  }
}
