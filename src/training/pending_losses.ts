import * as tf from "../tensor/tf.ts";

/** What of the losses is known. */
export interface LossNumbers {
  /** Of the losses read since {@link PendingLosses.takeMean}. */
  readonly sum: number;
  readonly count: number;
  /** NaN before the first. */
  readonly latest: number;
}

/** The losses of the latest steps, which are read together because a read waits for the device. */
export interface PendingLosses {
  /** Takes over the tensor. */
  push(loss: tf.Scalar): void;
  /** Losses that were not read. */
  pending(): number;
  /**
   * Reads what is pending, up to a loss that is not finite.
   *
   * @returns The losses in their order; the last one may not be finite.
   */
  read(): Promise<readonly number[]>;
  /** Mean of the losses read since the last call. */
  takeMean(): number;
  numbers(): LossNumbers;
  /** The values of what is pending, which stays so. */
  peek(): Promise<Float32Array>;
  dispose(): void;
}

/** @param earlier Numbers and pending losses of the process that is continued. */
export function pendingLosses(
  earlier?: { readonly numbers: LossNumbers; readonly pending: Float32Array },
): PendingLosses {
  let { sum, count, latest } = earlier?.numbers ?? { sum: 0, count: 0, latest: NaN };
  const pending = Array.from(earlier?.pending ?? [], (loss) => tf.scalar(loss));
  return {
    push: (loss) => void pending.push(loss),
    pending: () => pending.length,
    async read() {
      if (pending.length === 0) return [];
      const stacked = tf.stack(pending);
      const values = await stacked.data();
      tf.dispose([stacked, ...pending.splice(0)]);
      const read: number[] = [];
      for (const loss of values) {
        latest = loss;
        read.push(loss);
        if (!Number.isFinite(loss)) break;
        sum += loss;
        count++;
      }
      return read;
    },
    takeMean() {
      const mean = sum / count;
      [sum, count] = [0, 0];
      return mean;
    },
    numbers: () => ({ sum, count, latest }),
    async peek() {
      if (pending.length === 0) return new Float32Array(0);
      const stacked = tf.stack(pending);
      const values = await stacked.data() as Float32Array;
      stacked.dispose();
      return values;
    },
    dispose: () => tf.dispose(pending.splice(0)),
  };
}
