import { assert } from "@std/assert";

/** A stored tensor, row-major in the PyTorch layout. */
export interface StoredTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array;
}

/** What case.json says of one tensor. */
export interface TensorEntry {
  readonly name: string;
  readonly shape: readonly number[];
  readonly tolerance: { readonly atol: number; readonly rtol: number; readonly exact?: boolean };
  readonly stored_as?: string;
  readonly sample?: { readonly offset: number; readonly stride: number; readonly count: number };
  readonly stats?: { readonly l2: number; readonly proj: number; readonly proj_seed: number };
  readonly min_abs_grad?: number;
  readonly compare_zero_grad?: boolean;
  readonly ignore?: readonly [number, number];
}

/** One golden case, computed by the authors' own PyTorch code in float64. */
export interface GoldenCase {
  // deno-lint-ignore no-explicit-any -- the authors' configuration, a different shape per case
  readonly info: any;
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  readonly entries: ReadonlyMap<string, TensorEntry>;
}

const ROOT = new URL("../golden/cases/", import.meta.url);

/** Reads a case from test/golden. */
export function readGoldenCase(name: string): GoldenCase {
  const folder = new URL(`${name}/`, ROOT);
  const info = JSON.parse(Deno.readTextFileSync(new URL("case.json", folder)));
  const tensors = readSafetensors(Deno.readFileSync(new URL("tensors.safetensors", folder)));
  for (const generated of info.generated ?? []) {
    tensors.set(generated.name, generate(generated));
  }
  const entries = new Map<string, TensorEntry>(
    info.tensors.map((entry: TensorEntry) => [entry.name, entry]),
  );
  return { info, tensors, entries };
}

/** The tensor of that name. */
export function stored(golden: GoldenCase, name: string): StoredTensor {
  const tensor = golden.tensors.get(name);
  assert(tensor, `the case has no tensor ${name}`);
  return tensor;
}

function readSafetensors(bytes: Uint8Array): Map<string, StoredTensor> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerLength = Number(view.getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + headerLength)));
  delete header.__metadata__;
  return new Map(
    Object.entries<{ dtype: string; shape: number[]; data_offsets: [number, number] }>(header)
      .map(([name, { dtype, shape, data_offsets: [start, end] }]) => {
        const copy = bytes.slice(8 + headerLength + start, 8 + headerLength + end).buffer;
        return [name, {
          shape,
          data: dtype === "F32" ? new Float32Array(copy) : new Int32Array(copy),
        }];
      }),
  );
}

/** Element i of the mulberry32 sequence, in [0, 1). */
function mulberry32(seed: number, i: number): number {
  const a = (seed + Math.imul(i + 1, 0x6d2b79f5)) | 0;
  let t = Math.imul(a ^ (a >>> 15), a | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}

function generate(
  { shape, seed, amplitude, check }: {
    shape: number[];
    seed: number;
    amplitude: number;
    check: { first: number[]; last: number };
  },
): StoredTensor {
  const data = Float32Array.from(
    { length: shape.reduce((a, b) => a * b, 1) },
    (_, i) => amplitude * (2 * mulberry32(seed, i) - 1),
  );
  assert(data[0] === check.first[0] && data.at(-1) === check.last, "generated values differ");
  return { shape, data };
}

/**
 * Worst error of a whole tensor, in the PyTorch layout, over the tolerance stored with it: at most
 * 1 passes. Follows the comparison rules that come with the cases.
 */
export function errorOverTolerance(
  golden: GoldenCase,
  name: string,
  got: ArrayLike<number>,
): number {
  const entry = golden.entries.get(name);
  assert(entry, `the case has no entry ${name}`);
  const size = entry.shape.reduce((a, b) => a * b, 1);
  assert(got.length === size, `${name}: ${got.length} elements, expected ${size}`);
  const reference = stored(golden, entry.stored_as ?? name).data;
  const { offset, stride, count } = entry.sample ?? { offset: 0, stride: 1, count: size };
  const gradient = entry.min_abs_grad === undefined ? null : gradientOf(golden, name);
  let worst = 0;
  for (let k = 0; k < count; k++) {
    if (gradient !== null) {
      const magnitude = Math.abs(gradient[k]!);
      const exactZero = magnitude === 0 && entry.compare_zero_grad;
      if (magnitude < entry.min_abs_grad! && !exactZero) continue;
    }
    if (entry.ignore && k >= entry.ignore[0] && k < entry.ignore[1]) continue;
    const expected = reference[k]!;
    const actual = got[offset + k * stride]!;
    if (entry.tolerance.exact) {
      if (actual !== expected) return Infinity;
      continue;
    }
    const limit = entry.tolerance.atol + entry.tolerance.rtol * Math.abs(expected);
    const error = Math.abs(actual - expected) / limit;
    if (!(error <= worst)) worst = Number.isNaN(error) ? Infinity : error;
  }
  return entry.stats && gradient === null
    ? Math.max(worst, statisticsError(entry.stats, got))
    : worst;
}

function gradientOf(golden: GoldenCase, name: string): ArrayLike<number> {
  const gradientName = `grad/${name.slice(name.indexOf("/") + 1)}`;
  return stored(golden, golden.entries.get(gradientName)?.stored_as ?? gradientName).data;
}

/** Norm and a random projection cover the elements that a sampled tensor does not store. */
function statisticsError(
  { l2, proj, proj_seed }: NonNullable<TensorEntry["stats"]>,
  got: ArrayLike<number>,
): number {
  let squares = 0;
  let projection = 0;
  for (let i = 0; i < got.length; i++) {
    squares += got[i]! * got[i]!;
    projection += got[i]! * (2 * mulberry32(proj_seed, i) - 1);
  }
  return Math.max(
    Math.abs(Math.sqrt(squares) - l2) / (1e-4 * l2 + 1e-12),
    Math.abs(projection - proj) / (5e-4 * l2 + 1e-12),
  );
}
