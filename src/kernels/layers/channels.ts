import type * as tf from "../../tensor/tf.ts";
import type { WasmKernel } from "../install.ts";
import type { Host } from "../wasm/host.ts";
import { asRows, namedKernel } from "../named_kernel.ts";

/** The number of addition, see `broadcast` in ../wasm/assembly/broadcast.ts. */
const ADD = 0;

interface LayerNormInputs {
  readonly x: tf.TensorInfo;
  readonly scale: tf.TensorInfo;
  readonly shift: tf.TensorInfo;
}

interface LayerNormGradientInputs extends Omit<LayerNormInputs, "shift"> {
  readonly dy: tf.TensorInfo;
  /** What the forward kernel returned. */
  readonly statistics: tf.TensorInfo;
}

/** Kernels that treat every channel, the last axis, in its own way. */
export function channelKernels(host: Host): readonly WasmKernel[] {
  const { kernels, address, output, scratch } = host;
  return [
    /** Returns the value and `[rows, 2]` statistics. */
    namedKernel("LayerNorm", ({ x, scale, shift }: LayerNormInputs, attributes) => {
      const { epsilon } = attributes as { readonly epsilon: number };
      const { rows, columns } = asRows(x);
      const out = output(x.shape);
      const statistics = output([rows, 2]);
      const given = [address(x), address(scale), address(shift)] as const;
      const made = [address(out), address(statistics)] as const;
      kernels.layerNormRows(...given, ...made, rows, columns, epsilon);
      return [out, statistics];
    }),
    namedKernel(
      "LayerNormGradient",
      ({ dy, x, statistics, scale }: LayerNormGradientInputs) => {
        const { rows, columns } = asRows(x);
        const [dx, dScale, dShift] = [output(x.shape), output(scale.shape), output(scale.shape)];
        const given = [address(dy), address(x), address(statistics), address(scale)] as const;
        const made = [address(dx), address(dScale), address(dShift)] as const;
        scratch(
          2 * columns,
          (free) => kernels.layerNormRowsGradient(...given, ...made, rows, columns, free),
        );
        return [dx, dScale, dShift];
      },
    ),
    /** `x * scale + shift`; without `shift` only the first. */
    namedKernel(
      "ChannelAffine",
      ({ x, scale, shift }: Omit<LayerNormInputs, "shift"> & { shift?: tf.TensorInfo }) => {
        const { rows, columns } = asRows(x);
        const out = output(x.shape);
        const shiftAddress = shift === undefined ? 0 : address(shift);
        kernels.channelAffine(
          ...[address(x), address(scale), shiftAddress, address(out), rows, columns] as const,
        );
        return out;
      },
    ),
    namedKernel("AddBias", ({ x, bias }: { x: tf.TensorInfo; bias: tf.TensorInfo }) => {
      const { rows, columns } = asRows(x);
      const out = output(x.shape);
      const addresses = [address(x), address(bias), address(out)] as const;
      kernels.broadcast(ADD, ...addresses, 1, rows, columns, 0, columns, 1, 0, 0, 1);
      return out;
    }),
  ];
}
