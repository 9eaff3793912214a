import * as tf from "../tensor/tf.ts";

/**
 * Checks after each step that no more tensors are there than after the one before.
 *
 * @returns Takes the number of the step and of the tensors that may have changed; throws an
 *   {@link Error} that names the step.
 */
export function createLeakGuard(): (step: number, accounted: number) => void {
  // The first step may compile and keep constants, so counting starts after it.
  let earlier: number | null = null;
  return (step, accounted) => {
    const held = tf.memory().numTensors - accounted;
    if (earlier !== null && held !== earlier) {
      throw new Error(`Step ${step} left ${held - earlier} tensors behind`);
    }
    earlier = held;
  };
}
