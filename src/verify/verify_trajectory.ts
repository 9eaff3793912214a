import { usageError } from "../spec/mod.ts";
import * as tf from "../tensor/tf.ts";
import type { Optimiser } from "../training/mod.ts";
import { reportedTicks } from "./compare_loss.ts";
import { compareParameters } from "./compare_training.ts";
import type { Comparison } from "./comparison.ts";
import type { OptimizerCall } from "./fixture_case.ts";
import { type OpenedModel, openModel } from "./opened_model.ts";
import { adamwOf, lossAndGradients } from "./training_step.ts";

/**
 * A case of a short training: loss, gradient norm and chosen ticks of every step, before its update,
 * and the parameters at the end.
 */
export async function verifyTrajectory(comparison: Comparison): Promise<void> {
  const call = comparison.fixture.info.optimizer;
  if (!call) throw usageError('case.json: "optimizer" is missing');
  const opened = openModel(comparison.fixture);
  const optimiser = adamwOf(opened, call);
  try {
    await compareSteps(opened, comparison, { optimiser, call });
    await compareParameters(opened, comparison, "final");
  } finally {
    optimiser.dispose();
    opened.dispose();
  }
}

async function compareSteps(
  opened: OpenedModel,
  comparison: Comparison,
  { optimiser, call }: { readonly optimiser: Optimiser; readonly call: OptimizerCall },
): Promise<void> {
  const losses: number[] = [];
  const norms: number[] = [];
  const best: number[] = [];
  const read: number[] = [];
  for (let step = 0; step < call.steps; step++) {
    const pass = lossAndGradients(opened);
    const norm = await optimiser.step(pass.gradients, call.lr);
    losses.push(...await pass.loss.data());
    norms.push(...await norm.data());
    best.push(...await pass.best.data());
    read.push(...await reportedTicks(pass.read, pass.byTick, opened.loss));
    tf.dispose([norm, pass.gradients, pass.loss, pass.best, pass.read, pass.byTick]);
  }
  await comparison.compareStored("expected/losses", losses);
  await comparison.compareStored("expected/grad_norms", norms);
  await comparison.compareStored("expected/index1", best);
  await comparison.compareStored("expected/index2", read);
}
