import { usageError } from "../spec/mod.ts";

/**
 * Positions and classes of an answer: the authors give the number of outputs and the shape that they
 * are read in, whose last axis counts classes; one axis may be -1, which stands for the rest.
 *
 * @throws {BenchError} With exit code 2 if the outputs do not fill that shape.
 */
export function answerShape(
  { out_dims, prediction_reshaper = [-1] }: {
    readonly out_dims: number;
    readonly prediction_reshaper?: readonly number[];
  },
): { readonly positions: number; readonly classes: number } {
  const known = prediction_reshaper.filter((size) => size !== -1).reduce((a, b) => a * b, 1);
  const free = prediction_reshaper.filter((size) => size === -1).length;
  const fits = known > 0 &&
    (free === 0 ? known === out_dims : free === 1 && out_dims % known === 0);
  if (!fits) {
    throw usageError(
      `config.prediction_reshaper: ${out_dims} outputs cannot take the shape [${prediction_reshaper}]`,
    );
  }
  const last = prediction_reshaper.at(-1)!;
  const classes = last === -1 ? out_dims / known : last;
  return { positions: out_dims / classes, classes };
}
