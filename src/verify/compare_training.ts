import { usageError } from "../spec/mod.ts";
import * as tf from "../tensor/tf.ts";
import type { Comparison } from "./comparison.ts";
import type { OpenedModel } from "./opened_model.ts";
import { adamwOf, lossAndGradients } from "./training_step.ts";

/**
 * Compares gradients of the loss, and parameters after steps of AdamW, each with a fresh forward
 * pass on the same batch. Which parameters have no gradient at all is compared too.
 */
export async function compareTraining(opened: OpenedModel, comparison: Comparison): Promise<void> {
  const { info, entries } = comparison.fixture;
  const names = [...entries.keys()];
  const steps = names.some((name) => /^step\d*\//.test(name)) ? info.optimizer?.steps : 1;
  if (!names.some((name) => /^(grad|step\d*)\//.test(name))) return;
  if (steps === undefined) throw usageError('case.json: "optimizer" is missing');
  const optimiser = info.optimizer ? adamwOf(opened, info.optimizer) : null;
  for (let step = 1; step <= steps; step++) {
    const { gradients, ...others } = lossAndGradients(opened);
    if (step === 1) await compareGradients(opened, comparison, gradients);
    if (optimiser && info.optimizer) {
      (await optimiser.step(gradients, info.optimizer.lr)).dispose();
      await compareParameters(opened, comparison, step === 1 ? "step" : `step${step}`);
    }
    tf.dispose([gradients, ...Object.values(others)]);
  }
  optimiser?.dispose();
}

async function compareGradients(
  { model, theirName, toTheirs }: OpenedModel,
  comparison: Comparison,
  gradients: tf.NamedTensorMap,
): Promise<void> {
  const none = new Set(comparison.fixture.info.grad_none);
  for (const [ours, variable] of model.parameters) {
    const theirs = theirName(ours);
    const gradient = gradients[variable.name];
    if (!gradient !== none.has(theirs)) {
      comparison.fail(
        none.has(theirs)
          ? `${theirs} has a gradient, in the case it has none`
          : `${theirs} has no gradient`,
      );
    } else if (gradient) {
      await comparison.compareStored(`grad/${theirs}`, await toTheirs(ours, gradient));
    }
  }
}

/** Compares the parameters with those stored under a prefix. */
export async function compareParameters(
  { model, theirName, toTheirs }: OpenedModel,
  comparison: Comparison,
  prefix: string,
): Promise<void> {
  for (const [ours, variable] of model.parameters) {
    const name = `${prefix}/${theirName(ours)}`;
    if (!comparison.fixture.entries.has(name)) continue;
    comparison.compare(name, await toTheirs(ours, variable));
  }
}
