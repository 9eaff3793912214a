import { MODEL_KINDS } from "../pytorch/mod.ts";
import { usageError } from "../spec/mod.ts";
import * as tf from "../tensor/tf.ts";
import { compareForward } from "./compare_forward.ts";
import { compareTraining } from "./compare_training.ts";
import { type CaseReport, type Comparison, startComparison } from "./comparison.ts";
import type { FixtureCase } from "./fixture_case.ts";
import { openModel } from "./opened_model.ts";
import { verifyLosses } from "./verify_losses.ts";
import { verifySchedules } from "./verify_schedules.ts";
import { verifyTrajectory } from "./verify_trajectory.ts";

/** Kinds of cases that are not one model. */
const OTHERS: { readonly [kind: string]: (comparison: Comparison) => Promise<void> } = {
  loss: verifyLosses,
  scheduler: verifySchedules,
  trajectory: verifyTrajectory,
};

/**
 * Computes everything that a case stores on the active backend and compares it.
 *
 * @throws {BenchError} With exit code 2 and one line if the case is broken or of a kind that is not
 * supported.
 */
export async function verifyCase(fixture: FixtureCase): Promise<CaseReport> {
  const comparison = startComparison(fixture);
  const verify = verifierOf(fixture.info.kind);
  // Whatever a case that fails halfway has made goes with the scope.
  tf.engine().startScope();
  try {
    await verify(comparison);
  } finally {
    tf.engine().endScope();
  }
  return comparison.report();
}

function verifierOf(kind: string): (comparison: Comparison) => Promise<void> {
  const verify = Object.hasOwn(OTHERS, kind) ? OTHERS[kind] : undefined;
  if (verify) return verify;
  if (MODEL_KINDS.some((known) => known === kind)) return verifyModel;
  const kinds = [...MODEL_KINDS, ...Object.keys(OTHERS)].join(", ");
  throw usageError(`unknown kind of case "${kind}"; there are ${kinds}`);
}

async function verifyModel(comparison: Comparison): Promise<void> {
  const opened = openModel(comparison.fixture);
  try {
    await compareForward(opened, comparison);
    await compareTraining(opened, comparison);
  } finally {
    opened.dispose();
  }
}
