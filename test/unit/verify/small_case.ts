import type { StoredTensor } from "../../../src/checkpoint/mod.ts";
import type { FixtureCase, TensorEntry } from "../../../src/verify/fixture_case.ts";

/** A case made of these entries and tensors, for what does not look at a model. */
export function smallCase(
  entries: readonly (Partial<TensorEntry> & { readonly name: string })[],
  tensors: { readonly [name: string]: StoredTensor },
): FixtureCase {
  const complete = entries.map((entry): TensorEntry => ({
    dtype: "F32",
    shape: [...tensors[entry.name]?.shape ?? []],
    tolerance: { atol: 0.1, rtol: 0.01 },
    ...entry,
  }));
  return {
    info: {
      name: "small",
      kind: "loss",
      grad_none: [],
      generated: [],
      subcases: [],
      tensors: complete,
    },
    tensors: new Map(Object.entries(tensors)),
    entries: new Map(complete.map((entry) => [entry.name, entry])),
  };
}

/** A float tensor of one axis. */
export function row(...values: number[]): StoredTensor {
  return { shape: [values.length], data: Float32Array.from(values) };
}
