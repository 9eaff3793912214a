import * as tf from "../../tensor/tf.ts";
import type { WasmKernel } from "../install.ts";
import type { Host } from "../wasm/host.ts";

/**
 * Sums of the rows with the same label, the gradient of gathering rows, which the library lacks. Rows
 * are added in their order; those with a label outside `0..numSegments-1` are left out.
 */
export function segmentSumKernel(host: Host): WasmKernel {
  return {
    kernelName: "UnsortedSegmentSum",
    run: ({ inputs, attrs }) => {
      const { x, segmentIds } = inputs as { x: tf.TensorInfo; segmentIds: tf.TensorInfo };
      const { numSegments } = attrs as unknown as { readonly numSegments: number };
      if (x.dtype !== "float32" || segmentIds.dtype !== "int32" || segmentIds.shape.length !== 1) {
        throw new Error(
          `UnsortedSegmentSum on wasm takes float32 rows with a vector of int32 labels, not ${x.dtype} with ${segmentIds.dtype} [${segmentIds.shape}]`,
        );
      }
      const [rows = 0, ...rest] = x.shape;
      const out = host.output([numSegments, ...rest]);
      const addresses = [x, segmentIds, out].map(host.address) as [number, number, number];
      host.kernels.segmentSum(...addresses, rows, tf.util.sizeFromShape(rest), numSegments);
      return out;
    },
  };
}
