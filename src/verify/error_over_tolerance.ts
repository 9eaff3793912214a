import { usageError } from "../spec/mod.ts";
import { type FixtureCase, stored, type TensorEntry } from "./fixture_case.ts";
import { mulberry32 } from "./mulberry.ts";

/** Relative tolerances of what covers the elements that a sampled tensor does not store. */
const NORM_TOLERANCE = 1e-4;
const PROJECTION_TOLERANCE = 5e-4;

/**
 * Worst error of a tensor over the tolerance stored with it: at most 1 passes. Follows the rules that
 * come with the fixtures: full precision where it is given, samples with statistics of the whole,
 * and for optimiser steps only elements whose gradient is more than rounding noise.
 *
 * @param got The whole tensor, row-major in the PyTorch layout.
 * @throws {BenchError} With exit code 2 if the case has no such entry or of another size.
 */
export function errorOverTolerance(
  fixture: FixtureCase,
  name: string,
  got: ArrayLike<number>,
): number {
  const entry = fixture.entries.get(name);
  if (!entry?.tolerance) throw usageError(`there is nothing to compare ${name} with`);
  const size = entry.shape.reduce((a, b) => a * b, 1);
  if (got.length !== size) {
    throw usageError(`${name} has ${got.length} elements here, the case says [${entry.shape}]`);
  }
  const reference = entry.value === undefined ? stored(fixture, name).data : [entry.value];
  const { offset, stride, count } = entry.sample ?? { offset: 0, stride: 1, count: size };
  const left = elementsLeftOut(fixture, entry);
  const limit = limitOf(entry.tolerance);
  let worst = 0;
  for (let k = 0; k < count; k++) {
    if (left(k)) continue;
    const expected = reference[k]!;
    const actual = got[offset + k * stride]!;
    const error = actual === expected ? 0 : Math.abs(actual - expected) / limit(expected);
    if (!(error <= worst)) worst = Number.isNaN(error) ? Infinity : error;
  }
  return entry.stats && entry.min_abs_grad === undefined
    ? Math.max(worst, statisticsError(entry.stats, got))
    : worst;
}

function limitOf(
  tolerance: NonNullable<TensorEntry["tolerance"]>,
): (expected: number) => number {
  if ("exact" in tolerance) return () => 0;
  return (expected) => tolerance.atol + tolerance.rtol * Math.abs(expected);
}

/** Which stored elements have no defined value. */
function elementsLeftOut(fixture: FixtureCase, entry: TensorEntry): (k: number) => boolean {
  const { min_abs_grad: smallest, compare_zero_grad: zeros, ignore } = entry;
  const ignored = (k: number) => ignore !== undefined && k >= ignore[0] && k < ignore[1];
  if (smallest === undefined) return ignored;
  const gradient = stored(fixture, `grad/${entry.name.slice(entry.name.indexOf("/") + 1)}`).data;
  return (k) => {
    const magnitude = Math.abs(gradient[k]!);
    return ignored(k) || (magnitude < smallest && !(magnitude === 0 && zeros === true));
  };
}

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
  const errors = [
    Math.abs(Math.sqrt(squares) - l2) / (NORM_TOLERANCE * l2 + 1e-12),
    Math.abs(projection - proj) / (PROJECTION_TOLERANCE * l2 + 1e-12),
  ];
  return errors.some(Number.isNaN) ? Infinity : Math.max(...errors);
}
