import type * as tf from "../../tensor/tf.ts";
import type { WasmKernel } from "../install.ts";
import type { Host } from "../wasm/host.ts";
import { namedKernel } from "../named_kernel.ts";

interface CrossEntropyInputs {
  /** `[batch, ticks, positions, classes]`. */
  readonly logits: tf.TensorInfo;
  /** `[batch, positions]`, int32. */
  readonly targets: tf.TensorInfo;
}

interface CrossEntropyGradientInputs extends CrossEntropyInputs {
  readonly dy: tf.TensorInfo;
  /** What the forward kernel returned. */
  readonly logSums: tf.TensorInfo;
}

interface CrossEntropyAttributes {
  /** Whether losses are averaged over positions. */
  readonly mean: boolean;
}

type Sizes = readonly [batch: number, ticks: number, positions: number, classes: number];

/** Kernels of the losses that read whole predictions. */
export function lossKernels({ kernels, address, output }: Host): readonly WasmKernel[] {
  return [
    /** Returns the losses and `[batch, ticks, positions]` logarithms of sums of exponentials. */
    namedKernel(
      "CrossEntropy",
      ({ logits, targets }: CrossEntropyInputs, { mean }: CrossEntropyAttributes) => {
        const sizes = logits.shape as unknown as Sizes;
        const losses = output(sizes.slice(0, mean ? 2 : 3));
        const logSums = output(sizes.slice(0, 3));
        const results = [address(losses), address(logSums)] as const;
        const averages = mean ? 1 : 0;
        kernels.crossEntropy(address(logits), address(targets), ...results, ...sizes, averages);
        return [losses, logSums];
      },
    ),
    namedKernel(
      "CrossEntropyGradient",
      (inputs: CrossEntropyGradientInputs, { mean }: CrossEntropyAttributes) => {
        const { dy, logits, targets, logSums } = inputs;
        const dx = output(logits.shape);
        const sizes = logits.shape as unknown as Sizes;
        const given = [address(logits), address(targets), address(logSums), address(dy)] as const;
        kernels.crossEntropyGradient(...given, address(dx), ...sizes, mean ? 1 : 0);
        return dx;
      },
    ),
    /** `[batch, ticks]`. */
    namedKernel("Certainty", ({ logits }: { logits: tf.TensorInfo }) => {
      const [batch, ticks, positions, classes] = logits.shape as unknown as Sizes;
      const out = output([batch, ticks]);
      kernels.certainty(address(logits), address(out), batch * ticks, positions, classes);
      return out;
    }),
    /** Returns the loss and its gradient with respect to the losses of all ticks. */
    namedKernel(
      "TwoTickLoss",
      ({ losses, readout }: { losses: tf.TensorInfo; readout: tf.TensorInfo }) => {
        const [batch, ticks] = losses.shape as [number, number];
        const out = output([]);
        const share = output(losses.shape);
        const results = [address(share), address(out)] as const;
        kernels.twoTickLoss(address(losses), address(readout), ...results, batch, ticks);
        return [out, share];
      },
    ),
  ];
}
