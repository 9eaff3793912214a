import { assert } from "@std/assert";
import { classification } from "../../src/problems/mod.ts";
import { createAdamw } from "../../src/training/mod.ts";
import * as tf from "../../src/tensor/tf.ts";
import { onEachBackend } from "../support/backends.ts";
import { errorOverTolerance, readGoldenCase } from "../support/golden_case.ts";
import { buildGoldenModel } from "../support/golden_model.ts";

onEachBackend("golden trajectory_ctm: 20 AdamW steps from the authors' start", async (backend) => {
  const golden = readGoldenCase("trajectory_ctm");
  const built = buildGoldenModel(golden);
  const { model, input, targets } = built;
  const { betas: [beta1, beta2], eps: epsilon, weight_decay: weightDecay, lr, steps } =
    golden.info.optimizer;
  const variables = [...model.parameters.values()];
  const optimiser = createAdamw(variables, {
    beta1,
    beta2,
    epsilon,
    weightDecay,
    clipNorm: null,
  });
  const problem = classification();
  const losses: number[] = [];
  const norms: number[] = [];
  const best: number[] = [];
  const read: number[] = [];
  for (let step = 0; step < steps; step++) {
    const chosen = tf.tidy(() => {
      const prediction = model.forward(input, { mode: "train" });
      return [
        tf.argMin(problem.lossByTick(prediction, targets), 1),
        problem.readoutTick(prediction),
      ];
    });
    best.push(...await chosen[0]!.data());
    read.push(...await chosen[1]!.data());
    const { value, grads } = tf.variableGrads(
      () => problem.loss(model.forward(input, { mode: "train" }), targets),
      variables,
    );
    const norm = optimiser.step(grads, lr);
    losses.push((await value.data())[0]!);
    norms.push((await norm.data())[0]!);
    tf.dispose([value, grads, norm, chosen]);
  }
  let worst = 0;
  const compare = (name: string, got: ArrayLike<number>) => {
    const error = errorOverTolerance(golden, name, got);
    assert(error <= 1, `${name}: ${error} of its tolerance`);
    worst = Math.max(worst, error);
  };
  compare("expected/losses", losses);
  compare("expected/grad_norms", norms);
  compare("expected/index1", best);
  compare("expected/index2", read);
  for (const [name, variable] of model.parameters) {
    compare(`final/${built.theirName(name)}`, await built.toTheirs(name, variable));
  }
  console.log(`trajectory_ctm [${backend}]: worst ${worst.toFixed(3)} of its tolerance`);
  optimiser.dispose();
  model.dispose();
  tf.dispose([input, targets]);
});
