import { z } from "zod";
import type { StoredTensor } from "../checkpoint/mod.ts";
import { usageError } from "../spec/mod.ts";
import { mulberry32 } from "./mulberry.ts";

/** A large parameter that a fixture does not store but says how to make. */
export const generatedSchema = z.object({
  name: z.string(),
  shape: z.array(z.int().nonnegative()),
  algorithm: z.literal("mulberry32-uniform"),
  seed: z.int(),
  amplitude: z.number(),
  /** The first elements, the last one and the sum. */
  check: z.object({ first: z.array(z.number()), last: z.number(), sum: z.number() }),
});

/** See {@link generatedSchema}. */
export type Generated = z.infer<typeof generatedSchema>;

/** Largest difference of the sum, which depends on the order of the summands. */
const SUM_TOLERANCE = 1e-6;

/**
 * Makes a generated parameter.
 *
 * @throws {BenchError} With exit code 2 if it is not the one that the fixture checks for.
 */
export function generate({ name, shape, seed, amplitude, check }: Generated): StoredTensor {
  const data = Float32Array.from(
    { length: shape.reduce((a, b) => a * b, 1) },
    (_, i) => amplitude * (2 * mulberry32(seed, i) - 1),
  );
  const sum = data.reduce((total, x) => total + x, 0);
  if (
    check.first.some((expected, i) => data[i] !== expected) || data.at(-1) !== check.last ||
    !(Math.abs(sum - check.sum) <= SUM_TOLERANCE)
  ) {
    throw usageError(`generated tensor ${name} is not what its check says`);
  }
  return { shape, data };
}
