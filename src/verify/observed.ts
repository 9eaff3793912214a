import type { Observe } from "../contract/mod.ts";
import * as tf from "../tensor/tf.ts";

/** What a forward pass reported. */
export interface Observed {
  readonly observe: Observe;
  /** All values of that name, in the order of their ticks. */
  all(name: string): readonly tf.Tensor[];
  dispose(): void;
}

/** Keeps a copy of everything that a forward pass reports. */
export function recordObservations(): Observed {
  const values = new Map<string, tf.Tensor[]>();
  return {
    observe(name, _tick, value) {
      const list = values.get(name) ?? [];
      list.push(tf.keep(tf.clone(value)));
      values.set(name, list);
    },
    all: (name) => values.get(name) ?? [],
    dispose: () => tf.dispose([...values.values()].flat()),
  };
}
