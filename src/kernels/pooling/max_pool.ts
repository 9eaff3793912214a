import type * as tf from "../../tensor/tf.ts";
import type { WasmKernel } from "../install.ts";
import { namedKernel } from "../named_kernel.ts";
import { mark, markOutside } from "../profile.ts";
import { FLOAT } from "../recurrence/section.ts";
import type { Host } from "../wasm/host.ts";

/** Attributes of the kernels of a pooling. */
export interface MaxPoolAttributes {
  readonly size: number;
  readonly stride: number;
  /** Rows and columns around the image that take no part. */
  readonly padding: number;
}

/** `MaxPooling` over square windows, which also tells where each maximum is, and its gradient. */
export function maxPoolKernels(host: Host): readonly WasmKernel[] {
  const { kernels } = host;
  return [
    namedKernel(
      "MaxPooling",
      ({ x }: { readonly x: tf.TensorInfo }, { size, stride, padding }: MaxPoolAttributes) => {
        const [batch, rows, columns, channels] = x.shape as [number, number, number, number];
        const pooled = (length: number) => Math.floor((length + 2 * padding - size) / stride) + 1;
        const [outRows, outColumns] = [pooled(rows), pooled(columns)];
        const y = host.output([batch, outRows, outColumns, channels]);
        const places = host.output([batch, outRows, outColumns, channels], "int32");
        markOutside();
        for (let image = 0; image < batch; image++) {
          const from = FLOAT * image * rows * columns * channels;
          const to = FLOAT * image * outRows * outColumns * channels;
          kernels.maxPoolImage(
            host.address(x) + from,
            host.address(y) + to,
            host.address(places) + to,
            ...[rows, columns, channels, outRows, outColumns] as const,
            ...[size, size, stride, stride, padding, padding] as const,
          );
        }
        mark("pooling forward");
        return [y, places];
      },
    ),
    namedKernel(
      "MaxPoolingGradient",
      (
        { dy, places }: { readonly dy: tf.TensorInfo; readonly places: tf.TensorInfo },
        { shape }: { readonly shape: readonly [number, number, number, number] },
      ) => {
        const [batch, rows, columns, channels] = shape;
        const pixels = dy.shape[1]! * dy.shape[2]!;
        const dx = host.output(shape);
        markOutside();
        kernels.clear(host.address(dx), batch * rows * columns * channels);
        for (let image = 0; image < batch; image++) {
          const from = FLOAT * image * pixels * channels;
          kernels.maxPoolImageGradient(
            host.address(dy) + from,
            host.address(places) + from,
            host.address(dx) + FLOAT * image * rows * columns * channels,
            pixels,
            channels,
          );
        }
        mark("pooling backward");
        return dx;
      },
    ),
  ];
}
