import * as tf from "../../tensor/tf.ts";
import { type Build, type KernelFunctions, loadKernels } from "./module.ts";

/** What the kernels use of the wasm backend of tfjs 4.22; `asm` holds its raw exports. */
interface WasmBackend {
  readonly wasm: {
    readonly asm: { readonly memory: WebAssembly.Memory };
    _malloc(bytes: number): number;
    _free(address: number): void;
  };
  readonly dataIdMap: { get(dataId: object): { readonly memoryOffset: number } };
  makeOutput(shape: number[], dtype: tf.DataType): tf.TensorInfo;
  disposeData(dataId: object): boolean;
}

/** The kernels over the memory of the wasm backend, and that memory. */
export interface Host {
  readonly build: Build;
  readonly kernels: KernelFunctions;
  /** Address of the first element of a tensor. Valid until the tensor is disposed. */
  address(tensor: tf.TensorInfo): number;
  /** A new tensor with undefined contents, to be returned by a kernel. */
  output(shape: readonly number[], dtype?: tf.DataType): tf.TensorInfo;
  /** A new block of `floats` floats, aligned to 64 bytes inside; contents are undefined. */
  block(floats: number): Block;
  /** The block behind a tensor that {@link Host.block} made. */
  blockOf(tensor: tf.TensorInfo): Block;
  /**
   * A view of `count` floats at an address. Growth of the memory detaches it, so it must not outlive
   * the next allocation.
   */
  floats(address: number, count: number): Float32Array;
  /** The same of 32-bit integers. */
  integers(address: number, count: number): Int32Array;
  /**
   * Memory that `use` may write to, for the time of the call. Its contents are undefined; calls must
   * not be nested.
   */
  scratch<T>(floats: number, use: (address: number) => T): T;
  /** Frees the memory that the host itself holds. */
  dispose(): void;
}

/** Memory as a tensor, so that tfjs frees it together with what else a tape saved. */
export interface Block {
  readonly tensor: tf.TensorInfo;
  /** Multiple of 64. */
  readonly address: number;
  /** Frees a block that was not handed to tfjs. */
  dispose(): void;
}

/** Floats that a block is longer than asked for, so that its start can be aligned. */
const ALIGNMENT = 16;

const BYTES = Float32Array.BYTES_PER_ELEMENT;

/** Opens the kernels on the active backend, which must be wasm. */
export function openHost(build: Build): Host {
  const backend = tf.backend() as unknown as WasmBackend;
  const { memory } = backend.wasm.asm;
  // Addresses beyond 2 GiB may come back negative.
  const address = (tensor: tf.TensorInfo) =>
    backend.dataIdMap.get(tensor.dataId).memoryOffset >>> 0;
  const blockOf = (tensor: tf.TensorInfo): Block => ({
    tensor,
    address: Math.ceil(address(tensor) / (ALIGNMENT * BYTES)) * ALIGNMENT * BYTES,
    dispose: () => void backend.disposeData(tensor.dataId),
  });
  let held = { address: 0, floats: 0 };
  const release = () => {
    if (held.floats > 0) backend.wasm._free(held.address);
    held = { address: 0, floats: 0 };
  };
  return {
    build,
    kernels: loadKernels(memory, build),
    address,
    output: (shape, dtype = "float32") => backend.makeOutput([...shape], dtype),
    block: (floats) => blockOf(backend.makeOutput([floats + ALIGNMENT], "float32")),
    blockOf,
    floats: (start, count) => new Float32Array(memory.buffer, start, count),
    integers: (start, count) => new Int32Array(memory.buffer, start, count),
    scratch(floats, use) {
      if (floats > held.floats) {
        release();
        // Addresses beyond 2 GiB come back negative.
        held = { address: backend.wasm._malloc(floats * BYTES) >>> 0, floats };
      }
      return use(held.address);
    },
    dispose: release,
  };
}
