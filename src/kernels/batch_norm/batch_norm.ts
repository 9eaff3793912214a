import type * as tf from "../../tensor/tf.ts";
import type { WasmKernel } from "../install.ts";
import { asRows, namedKernel } from "../named_kernel.ts";
import { createLayout } from "../recurrence/section.ts";
import type { Host } from "../wasm/host.ts";
import {
  inverseDeviations,
  inversesOf,
  moveStatistics,
  prepareFactors,
  prepareGradient,
  reserveVectors,
  saveStatistics,
  vectorsAt,
} from "./norm_vectors.ts";

interface BatchNormInputs {
  /** `[..., channels]`. */
  readonly x: tf.TensorInfo;
  readonly scale: tf.TensorInfo;
  readonly shift: tf.TensorInfo;
  readonly runningMean: tf.TensorInfo;
  readonly runningVariance: tf.TensorInfo;
}

interface BatchNormGradientInputs extends Pick<BatchNormInputs, "x" | "scale" | "shift"> {
  readonly dy: tf.TensorInfo;
  /** What the forward kernel returned. */
  readonly statistics: tf.TensorInfo;
}

/** `BatchNorm` in training over all axes but the last, and its gradients. */
export function batchNormKernels(host: Host): readonly WasmKernel[] {
  return [
    /** Returns the value, `[2, channels]` statistics, and what the running statistics become. */
    namedKernel("BatchNorm", (inputs: BatchNormInputs, attributes) => {
      const { epsilon, momentum } = attributes as { epsilon: number; momentum: number };
      const { x } = inputs;
      const { rows, columns: channels } = asRows(x);
      const y = host.output(x.shape);
      const statistics = host.output([2, channels]);
      const [newMean, newVariance] = [host.output([channels]), host.output([channels])];
      const layout = createLayout();
      const reserved = reserveVectors(layout, channels);
      const at = host.address;
      host.scratch(layout.floats(), (memory) => {
        const vectors = vectorsAt(memory, reserved);
        const { means, squares, factors, shifts } = vectors;
        const inverses = inversesOf(at(statistics), channels);
        host.kernels.batchStatistics(at(x), rows, channels, means, squares, 0);
        saveStatistics(host, channels, { means, statistics: at(statistics) });
        inverseDeviations(host, { channels, rows }, { squares, inverses, epsilon });
        const parameters = { scale: at(inputs.scale), shift: at(inputs.shift) };
        prepareFactors(host, channels, { vectors, parameters, inverses });
        const running = {
          mean: at(inputs.runningMean),
          variance: at(inputs.runningVariance),
          newMean: at(newMean),
          newVariance: at(newVariance),
          momentum,
        };
        moveStatistics(host, { channels, rows }, { vectors, running, bias: 0 });
        const constants = [means, factors, shifts, -Infinity] as const;
        host.kernels.batchNormalise(at(x), at(y), 0, rows, channels, ...constants);
      });
      return [y, statistics, newMean, newVariance];
    }),
    namedKernel("BatchNormGradient", (inputs: BatchNormGradientInputs) => {
      const { dy, x, statistics } = inputs;
      const { rows, columns: channels } = asRows(x);
      const gradients = [x, inputs.scale, inputs.shift].map(({ shape }) => host.output(shape));
      const at = host.address;
      const [dx, dScale, dShift] = gradients.map(at) as [number, number, number];
      const layout = createLayout();
      const reserved = reserveVectors(layout, channels);
      host.scratch(layout.floats(), (memory) => {
        const vectors = vectorsAt(memory, reserved);
        const { factors, shifts, sums, products, slopes, offsets } = vectors;
        const means = at(statistics);
        const inverses = inversesOf(means, channels);
        const parameters = { scale: at(inputs.scale), shift: at(inputs.shift) };
        prepareFactors(host, channels, { vectors, parameters, inverses });
        for (const sum of [sums, products]) host.floats(sum, channels).fill(0);
        const constants = [means, factors, shifts, 0] as const;
        host.kernels.batchNormSums(
          ...[at(dy), at(x), 0, 0, rows, channels, ...constants, sums, products] as const,
        );
        prepareGradient(host, { channels, rows }, {
          vectors,
          inverses,
          scaleGradient: dScale,
          shiftGradient: dShift,
          fixed: false,
        });
        // Lines of an image stay in the cache from one group of channels to the next.
        const line = x.shape.length > 2 ? x.shape.at(-2)! : rows;
        host.kernels.batchNormGradient(
          ...[at(dy), at(x), dx, rows / line, line, channels, line * channels] as const,
          ...[...constants, slopes, offsets] as const,
        );
      });
      return gradients;
    }),
  ];
}
