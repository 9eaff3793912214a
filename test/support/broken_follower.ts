/**
 * A follower that fails as the query of its address says: with `?how=open` where it opens its run; in
 * its third step with `step` by an error that is caught, with `uncaught` by one that is not, and with
 * `unequal` by an update of its own.
 */
import { environmentError } from "../../src/spec/mod.ts";
import type { Optimiser } from "../../src/training/mod.ts";
import { followJob } from "../../src/worker/follow_job.ts";
import { followerChannel } from "../../src/worker/follower_channel.ts";
import { openRun } from "../../src/worker/open_run.ts";

/** Steps that go well. */
const SOUND = 2;

const how = new URL(import.meta.url).searchParams.get("how");

function broken(optimiser: Optimiser): Optimiser {
  let steps = 0;
  return {
    ...optimiser,
    step: async (gradients, learningRate) => {
      if (++steps <= SOUND) return await optimiser.step(gradients, learningRate);
      switch (how) {
        case "step":
          throw environmentError("this thread is unfit");
        case "uncaught":
          queueMicrotask(() => {
            throw new Error("nobody expected this");
          });
          break;
        case "unequal":
          return await optimiser.step(gradients, 1.001 * learningRate);
      }
      return await optimiser.step(gradients, learningRate);
    },
  };
}

const channel = followerChannel();
await followJob(channel, {
  open: async (job, replica) => {
    if (how === "open") throw environmentError("this thread is unfit");
    const run = await openRun(job, replica);
    return { ...run, optimiser: broken(run.optimiser) };
  },
});
channel.close();
