import * as tf from "../../tensor/tf.ts";
import type { MakeKernels } from "../install.ts";
import { mark, markOutside } from "../profile.ts";
import type { Host } from "../wasm/host.ts";
import { stockKernel } from "../wasm/stock_kernel.ts";
import { type Matrix, type ProductSize, rowMajor } from "./matrix_product.ts";

/**
 * Products of matrices with any transposition, single or in batches. The library's kernel runs at a
 * twentieth of the peak unless it is one product of matrices as they are; then it packs the right one
 * and keeps that for a next time, which weights in training do not have.
 */
export const matMulKernels: MakeKernels = (host) => {
  const stock = stockKernel("BatchMatMul");
  return [{
    kernelName: "BatchMatMul",
    run: (args) => {
      const plan = planOf(args.inputs, args.attrs as unknown as MatMulAttributes);
      return plan === null ? stock(args) : run(host, args.inputs, plan);
    },
  }];
};

interface MatMulAttributes {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/** How a batch is computed; steps are floats between two matrices, 0 for one that is repeated. */
interface MatMulPlan {
  readonly shape: readonly number[];
  readonly size: ProductSize;
  readonly count: number;
  readonly aStep: number;
  readonly bStep: number;
  readonly left: Omit<Matrix, "address">;
  readonly right: Omit<Matrix, "address">;
}

/** `null` for what the library's kernel is left with. */
function planOf(
  { a, b }: tf.NamedTensorInfoMap,
  { transposeA, transposeB }: MatMulAttributes,
): MatMulPlan | null {
  if (a!.dtype !== "float32" || b!.dtype !== "float32") return null;
  const [aRows, aColumns] = a!.shape.slice(-2) as [number, number];
  const [bRows, bColumns] = b!.shape.slice(-2) as [number, number];
  const rows = transposeA ? aColumns : aRows;
  const inner = transposeA ? aRows : aColumns;
  const columns = transposeB ? bRows : bColumns;
  const aBatch = a!.shape.slice(0, -2);
  const bBatch = b!.shape.slice(0, -2);
  const aCount = tf.util.sizeFromShape(aBatch);
  const bCount = tf.util.sizeFromShape(bBatch);
  const repeats = aCount === 1 || bCount === 1;
  if (!repeats && !tf.util.arraysEqual(aBatch, bBatch)) return null;
  if (inner !== (transposeB ? bColumns : bRows)) return null;
  const shape = [...tf.broadcast_util.assertAndGetBroadcastShape(aBatch, bBatch), rows, columns];
  const matrices = {
    left: rowMajor(0, aColumns, transposeA),
    right: rowMajor(0, bColumns, transposeB),
  };
  // One right operand for all makes a single product of all rows.
  if (bCount === 1 && !transposeA) {
    return {
      shape,
      size: { rows: aCount * rows, columns, inner },
      ...{ count: 1, aStep: 0, bStep: 0 },
      ...matrices,
    };
  }
  return {
    shape,
    size: { rows, columns, inner },
    count: Math.max(aCount, bCount),
    aStep: aCount === 1 ? 0 : rows * inner,
    bStep: bCount === 1 ? 0 : inner * columns,
    ...matrices,
  };
}

function run(host: Host, { a, b }: tf.NamedTensorInfoMap, plan: MatMulPlan): tf.TensorInfo {
  const { kernels } = host;
  const { shape, size: { rows, columns, inner }, count, aStep, bStep, left, right } = plan;
  const out = host.output(shape);
  markOutside();
  host.scratch(
    kernels.matMulScratch(),
    (scratch) =>
      kernels.batchMatMul(
        ...[host.address(a!), host.address(b!), host.address(out), count, aStep, bStep] as const,
        ...[rows, columns, inner, left.rowStride, left.columnStride] as const,
        ...[right.rowStride, right.columnStride, scratch] as const,
      ),
  );
  mark("matrix products", 2 * count * rows * columns * inner);
  return out;
}
