import type * as tf from "../tensor/tf.ts";
import { errorOverTolerance } from "./error_over_tolerance.ts";
import type { FixtureCase } from "./fixture_case.ts";

/** What comparing a case gave. */
export interface CaseReport {
  /** Number of tensors compared. */
  readonly compared: number;
  /** The tensor with the largest error over its tolerance; at most 1 passes. */
  readonly worst: { readonly name: string; readonly error: number } | null;
  /** Tensors outside their tolerance, and other reasons to fail, a line each. */
  readonly failures: readonly string[];
}

/** Collects what is compared of one case. */
export interface Comparison {
  readonly fixture: FixtureCase;
  /** Compares a whole tensor, row-major in the PyTorch layout. */
  compare(name: string, got: ArrayLike<number>): void;
  /** The same, if the case has that tensor. */
  compareStored(name: string, got: tf.Tensor | ArrayLike<number>): Promise<void>;
  /** Fails the case for another reason. */
  fail(reason: string): void;
  /** The report; results of the case that were not compared fail it. */
  report(): CaseReport;
}

/** What a model is given, as opposed to what it should answer. */
const GIVEN = /^(param|buffer|input)\//;

/** Starts comparing a case. */
export function startComparison(fixture: FixtureCase): Comparison {
  const errors = new Map<string, number>();
  const reasons: string[] = [];
  const compare = (name: string, got: ArrayLike<number>) =>
    void errors.set(name, errorOverTolerance(fixture, name, got));
  return {
    fixture,
    compare,
    async compareStored(name, got) {
      if (!fixture.entries.has(name)) return;
      compare(name, "length" in got ? got : await got.data());
    },
    fail: (reason) => void reasons.push(reason),
    report() {
      const missed = [...fixture.entries.keys()]
        .filter((name) => !GIVEN.test(name) && !errors.has(name));
      const outside = [...errors].filter(([, error]) => !(error <= 1))
        .map(([name, error]) => `${name}: ${error.toPrecision(3)} of its tolerance`);
      const [first, ...others] = errors;
      const worst = first && others.reduce((a, b) => b[1] > a[1] ? b : a, first);
      return {
        compared: errors.size,
        worst: worst ? { name: worst[0], error: worst[1] } : null,
        failures: [
          ...reasons,
          ...outside,
          ...(missed.length > 0 ? [`not compared: ${missed.join(", ")}`] : []),
        ],
      };
    },
  };
}
