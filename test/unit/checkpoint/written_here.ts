import type { StoredTensor } from "../../../src/checkpoint/stored_tensor.ts";

/**
 * What files/written_here.safetensors was written from with `writeSafetensors`, before
 * test/peers/check_safetensors.py read it with PyTorch.
 */
export const WRITTEN: ReadonlyMap<string, StoredTensor> = new Map<string, StoredTensor>([
  ["z.weight", { shape: [2, 3], data: Float32Array.of(0.1, -2, 3e-40, 3e38, 0, -0) }],
  ["10", { shape: [3], data: Int32Array.of(2 ** 31 - 1, -(2 ** 31), 0) }],
  ["9", { shape: [], data: Float32Array.of(0.5) }],
  ["__proto__", { shape: [1], data: Int32Array.of(7) }],
  ["empty", { shape: [2, 0], data: new Float32Array() }],
  ['größe "🙂"\n', { shape: [1, 1, 1], data: Float32Array.of(1) }],
]);

/** Its metadata. */
export const WRITTEN_METADATA: Readonly<Record<string, string>> = {
  format: "pt",
  "größe": 'a "quoted"\nvalue',
};
