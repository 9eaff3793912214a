import * as tf from "./tf.ts";

/**
 * An operation with its own gradient. The library records nothing inside `forward`, so an operation
 * of ten kernels costs the gradient tape one entry.
 *
 * @param inputs Every tensor that needs a gradient; constants may come through the closure.
 * @param forward Returns the value and the tensors that `backward` needs.
 * @param backward Gets the gradient of the value and the saved tensors; returns one gradient for
 *   each input, in order. Its intermediate tensors are disposed.
 */
export function withGradient<
  Inputs extends tf.Tensor[],
  Saved extends tf.Tensor[],
  Value extends tf.Tensor,
>(
  inputs: readonly [...Inputs],
  forward: (...inputs: Inputs) => { readonly value: Value; readonly saved: readonly [...Saved] },
  backward: (gradient: Value, ...saved: Saved) => tf.Tensor[],
): Value {
  const operation = tf.customGrad((...args) => {
    const save = args.pop() as unknown as tf.GradSaveFunc;
    const { value, saved } = forward(...(args as unknown as Inputs));
    save([...saved]);
    return {
      value,
      gradFunc: (gradient, saved) =>
        tf.tidy(() => backward(gradient as Value, ...(saved as unknown as Saved))),
    };
  });
  return operation(...inputs) as Value;
}
