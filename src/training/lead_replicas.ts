import { BenchError, EXIT } from "../spec/mod.ts";
import { exchangeGradients, type ReplicaContext } from "./gradient_exchange.ts";
import { type OrderKind, ORDERS, type Replicas } from "./replicas.ts";
import { showDigest } from "./show_digest.ts";
import type { TrainingState } from "./training_state.ts";

/** All replicas, as the leader sees them. */
export interface LeadingReplicas extends Replicas {
  /** Brings the others to a state. */
  restore(state: TrainingState): Promise<void>;
  /**
   * Makes sure that parameters and buffers are the same in all replicas.
   *
   * @param step Steps made, for the message.
   * @throws {BenchError} With exit code 1.
   */
  requireEqual(step: number): Promise<void>;
}

/**
 * The side of the leader, which is replica 0. Everything throws what its barrier throws.
 *
 * @param context `send` hands a state to all others, which take it when they are told to.
 */
export function leadReplicas(
  context: ReplicaContext & { readonly send: (state: TrainingState) => void },
): LeadingReplicas {
  const { memory, barrier, send } = context;

  async function give(order: OrderKind): Promise<void> {
    memory.order[0] = ORDERS[order];
    await barrier.pass();
  }

  return {
    begin(learningRate) {
      memory.learningRate[0] = learningRate;
      return give("step");
    },
    average: (own) => exchangeGradients(own, context),
    async restore(state) {
      send(state);
      await give("restore");
      await barrier.pass();
    },
    async requireEqual(step) {
      await give("compare");
      await showDigest(context);
      await barrier.pass();
      const [own, ...others] = memory.digests.map((digest) => digest.join());
      const different = others.findIndex((other) => other !== own);
      if (different < 0) return;
      throw new BenchError(
        `after step ${step} replica ${different + 2} of ${
          others.length + 1
        } has other parameters than the first, so that none can be trusted; try again, or without --data-parallel`,
        EXIT.internal,
      );
    },
  };
}
