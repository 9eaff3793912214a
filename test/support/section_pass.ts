import { assert, assertEquals } from "@std/assert";
import {
  createLayout,
  FLOAT,
  type Frame,
  PANEL,
  panelStride,
  type Pass,
  type Rows,
} from "../../src/kernels/recurrence/section.ts";
import type { Host } from "../../src/kernels/wasm/host.ts";
import { randomFromSeed } from "../../src/random/mod.ts";
import * as tf from "../../src/tensor/tf.ts";

/** Tensors by name. */
export interface NamedTensors {
  readonly [name: string]: tf.Tensor;
}

/** One pass of some sections outside a core, in memory that is NaN at first. */
export interface SectionPass extends Pass {
  /** Panels that hold `[batch, rows]`; examples beyond the batch are 0. */
  pack(values: ArrayLike<number>, rows: number): Rows;
  /** Panels to write to. */
  room(rows: number): Rows;
  /** The first examples of panels, `[batch, rows]`; those beyond the batch must be finite. */
  unpack(rows: Rows, count: number): Float32Array;
  /** What a kernel writes through an address, `count` floats. */
  written(count: number, write: (address: number) => void): Float32Array;
  /** The gradient of a parameter. */
  gradientOf(name: string): Float32Array;
  close(): void;
}

/** A frame without memory yet. */
export function testFrame(
  host: Host,
  { batch, ticks, training }: {
    readonly batch: number;
    readonly ticks: number;
    readonly training: boolean;
  },
): Frame {
  return {
    host,
    batch,
    panels: Math.ceil(batch / PANEL),
    ticks,
    training,
    kept: createLayout(),
    passing: createLayout(),
  };
}

/** Draws masks of dropout from a stream that begins anew with every call of this function. */
export function testMasks(): (count: number, rate: number) => Float32Array {
  const random = randomFromSeed(5);
  return (count, rate) =>
    Float32Array.from({ length: count }, () => random.uniform() < rate ? 0 : 1 / (1 - rate));
}

/** Opens a pass after all sections have reserved their regions. The caller closes it. */
export function openSectionPass(
  { host, batch, panels, training, kept, passing }: Frame,
  parameters: NamedTensors,
  mask: Pass["mask"],
): SectionPass {
  const closing: (() => void)[] = [];
  const block = (floats: number) => {
    const made = host.block(floats);
    host.floats(made.address, floats).fill(NaN);
    closing.push(made.dispose);
    return made.address;
  };
  const keeps = block(kept.floats());
  const passes = training ? block(passing.floats()) : 0;
  const gradients = new Map(
    Object.entries(parameters).map(([name, { size }]) => [name, block(size)]),
  );
  const named = <T>(value: T | undefined, name: string): T => {
    if (value === undefined) throw new RangeError(`No ${name} here`);
    return value;
  };
  const room = (rows: number): Rows => {
    const stride = panelStride(rows);
    return { address: block(panels * stride + 32), panelStride: stride, rowStride: PANEL };
  };
  const floats = ({ address, panelStride, rowStride }: Rows, row: number, example: number) => {
    const place = Math.floor(example / PANEL) * panelStride + row * rowStride + example % PANEL;
    return host.floats(address + FLOAT * place, 1);
  };
  return {
    kept: (offset) => keeps + offset,
    passing(offset) {
      assert(training, "there is no backward pass");
      return passes + offset;
    },
    parameter: (name) => host.address(named(parameters[name], name)),
    gradient: (name) => named(gradients.get(name), name),
    mask,
    room,
    pack(values, rows) {
      const to = room(rows);
      for (let example = 0; example < panels * PANEL; example++) {
        for (let row = 0; row < rows; row++) {
          floats(to, row, example)[0] = example < batch ? values[example * rows + row]! : 0;
        }
      }
      return to;
    },
    unpack(rows, count) {
      const values = new Float32Array(batch * count);
      for (let example = 0; example < panels * PANEL; example++) {
        for (let row = 0; row < count; row++) {
          const value = floats(rows, row, example)[0]!;
          assert(Number.isFinite(value), `row ${row} of example ${example} is ${value}`);
          if (example < batch) values[example * count + row] = value;
        }
      }
      return values;
    },
    written(count, write) {
      const address = block(count + 32);
      write(address);
      const around = host.floats(address, count + 32);
      assert(around.subarray(count).every(Number.isNaN), "wrote behind its memory");
      return around.slice(0, count);
    },
    gradientOf: (name) =>
      host.floats(named(gradients.get(name), name), parameters[name]!.size).slice(),
    close: () => closing.forEach((close) => close()),
  };
}

/** `|actual - expected| / |expected|` in the Euclidean norm is at most `bound`. */
export function assertRelative(
  what: string,
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  bound = 1e-5,
): void {
  assertEquals(actual.length, expected.length, what);
  const norm = Math.hypot(...Array.from(expected));
  const error = Math.hypot(...Array.from(actual, (x, i) => x - expected[i]!));
  assert(error <= bound * norm, `${what}: error ${error}, norm ${norm}`);
}

/** Value and gradients of a scalar of named tensors, by the library. */
export function gradientsOf(
  tensors: NamedTensors,
  f: (tensors: NamedTensors) => tf.Tensor,
): { readonly [name: string]: Float32Array } {
  const names = Object.keys(tensors);
  return tf.tidy(() => {
    const compute = tf.grads((...inputs: tf.Tensor[]) =>
      f(Object.fromEntries(inputs.map((input, i) => [names[i]!, input])))
    );
    const found = compute(names.map((name) => tensors[name]!));
    return Object.fromEntries(
      found.map((gradient, i) => [names[i]!, gradient.dataSync().slice() as Float32Array]),
    );
  });
}
