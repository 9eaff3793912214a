import { assert } from "@std/assert";
import { warmupConstant, warmupCosine, warmupMultistep } from "../../src/training/schedule.ts";
import { readGoldenCase } from "../support/golden_case.ts";

Deno.test("golden schedulers: every learning rate of every sequence, to float64", () => {
  const { info } = readGoldenCase("schedulers");
  let worst = 0;
  for (const sequence of info.subcases) {
    const { name, scheduler, lr: base, warmup_steps: warmup, lr_f64: expected } = sequence;
    expected.forEach((rate: number, k: number) => {
      const got = scheduler === "WarmupCosineAnnealingLR"
        ? warmupCosine(k, {
          base,
          warmup,
          total: sequence.max_epochs,
          start: sequence.warmup_start_lr,
          end: sequence.eta_min,
        })
        : scheduler === "WarmupMultiStepLR"
        ? warmupMultistep(k, {
          base,
          warmup,
          milestones: sequence.milestones,
          gamma: sequence.gamma,
        })
        : warmupConstant(k, { base, warmup });
      const error = Math.abs(got - rate) / (1e-15 + 1e-9 * rate);
      worst = Math.max(worst, error);
      assert(error <= 1, `${name}, step ${k}: ${got} is not ${rate}`);
    });
  }
  console.log(`schedulers: worst ${worst.toFixed(3)} of 1e-9 relative`);
});
