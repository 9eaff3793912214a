import { z } from "zod";
import { decodeGreedy } from "../problems/mod.ts";
import { parseOrRefuse } from "../pytorch/refuse.ts";
import type { Prediction } from "../contract/mod.ts";
import * as tf from "../tensor/tf.ts";
import { compareLoss } from "./compare_loss.ts";
import type { Comparison } from "./comparison.ts";
import { type FixtureCase, type LossCall, stored } from "./fixture_case.ts";
import { blankOf, problemOfLoss } from "./problem_of_loss.ts";
import { targetsOf, ticksFirst, ticksLast } from "./tick_axis.ts";

/** A call of a loss; what describes how its input was drawn is left out. */
const subcaseSchema = z.object({
  name: z.string(),
  loss: z.string(),
  use_most_certain: z.boolean().nullable().optional(),
  cirriculum_lookahead: z.int().optional(),
  last_ticks: z.int().positive().optional(),
  blank: z.int().nonnegative().optional(),
});

/** A case of losses: values, chosen ticks, gradients and decoded sequences, from predictions. */
export async function verifyLosses(comparison: Comparison): Promise<void> {
  for (const subcase of comparison.fixture.info.subcases) {
    const { name, loss, ...options } = parseOrRefuse(subcaseSchema, subcase, "subcases");
    await verifyLoss(comparison, name, { name: loss, ...options });
  }
}

async function verifyLoss(comparison: Comparison, name: string, call: LossCall): Promise<void> {
  const { fixture } = comparison;
  const prediction = storedPrediction(fixture, name);
  const targets = targetsOf(`input/${name}/targets`, stored(fixture, `input/${name}/targets`));
  const problem = problemOfLoss(call, prediction.logits.shape[1]);
  await compareLoss(comparison, `loss/${name}`, { problem, call, prediction, targets });
  const gradient = tf.tidy(() => {
    const loss = (logits: tf.Tensor) =>
      problem.loss({ ...prediction, logits: logits as tf.Tensor4D }, targets);
    return ticksLast(tf.grad(loss)(prediction.logits) as tf.Tensor4D);
  });
  await comparison.compareStored(`grad/${name}/predictions`, gradient);
  const decoded = await decode(prediction.logits, call);
  await comparison.compareStored(`expected/${name}/decoded`, decoded);
  tf.dispose([prediction, targets, gradient]);
}

/** The stored prediction; the losses of sequences do not look at certainties. */
function storedPrediction(fixture: FixtureCase, name: string): Prediction {
  const logits = ticksFirst(
    `input/${name}/predictions`,
    stored(fixture, `input/${name}/predictions`),
  );
  const [batch, ticks] = logits.shape;
  const certainties = fixture.tensors.get(`input/${name}/certainties`);
  const certainty = certainties === undefined
    ? tf.zeros([batch, ticks]) as tf.Tensor2D
    : tf.tidy(() => {
      // Normalised entropy first, then 1 minus it.
      const both = tf.tensor(Float32Array.from(certainties.data), [batch, 2, ticks]);
      return tf.reshape(tf.slice(both, [0, 1, 0], [batch, 1, ticks]), [batch, ticks]);
    }) as tf.Tensor2D;
  return { logits, certainty };
}

/** What the ticks say, greedily read, filled up with -1 to one symbol a tick. */
async function decode(logits: tf.Tensor4D, call: LossCall): Promise<number[]> {
  const [batch, ticks, positions, classes] = logits.shape;
  if (positions !== 1) return [];
  const best = tf.argMax(logits, -1);
  const symbols = [...await best.data()];
  best.dispose();
  return Array.from({ length: batch }, (_, example) => {
    const shown = symbols.slice(example * ticks, (example + 1) * ticks);
    const said = decodeGreedy(shown, blankOf(call, classes)).map(({ symbol }) => symbol);
    return [...said, ...new Array<number>(ticks - said.length).fill(-1)];
  }).flat();
}
