import type { LossAndGradients } from "./gradient_exchange.ts";

/**
 * The replicas of a model that share each batch, as a training step of one of them sees them. One
 * leads: it decides whether there is another step and its learning rate. The others follow.
 */
export interface Replicas {
  /** Called before a step. The leader's has the others begin it too. */
  begin(learningRate: number): Promise<void>;
  /**
   * The means over all replicas, the same bits in each.
   *
   * @param own What this replica found; disposed.
   */
  average(own: LossAndGradients): Promise<LossAndGradients>;
}

/** What the leader has the others do next, and its number in shared memory. */
export const ORDERS = {
  /** Make a step. */
  step: 1,
  /** Go to a state that was sent. */
  restore: 2,
  /** Show a digest of the variables. */
  compare: 3,
} as const;

/** See {@link ORDERS}. */
export type OrderKind = keyof typeof ORDERS;
