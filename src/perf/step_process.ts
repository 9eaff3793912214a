import { openBackend } from "../backend/mod.ts";
import { peakFlops } from "../kernels/mod.ts";
import { KERNEL_SETS, type KernelSet } from "../spec/mod.ts";
import * as tf from "../tensor/tf.ts";
import { describeMachine } from "../worker/environment.ts";
import { buildModel, projectEngine } from "./prepare_step.ts";
import type { MachineFacts } from "./requests.ts";
import { serveSteps } from "./serve_steps.ts";
import type { StepWork } from "./step_work.ts";
import { writeCase } from "./write_case.ts";

/**
 * The child program of `perf` for this project's own engines. `serve KERNELS WORK` makes steps on
 * request, `write FOLDER WORK` writes the work for other engines, `describe` says what machine this is
 * and what one core of it can do at most. WORK is a {@link StepWork} as JSON.
 */
async function main([command, argument = "", text = ""]: readonly string[]): Promise<void> {
  switch (command) {
    case "serve": {
      const kernels = KERNEL_SETS.find((set) => set === argument) as KernelSet;
      return await serveSteps(projectEngine(JSON.parse(text), kernels));
    }
    case "write": {
      await openBackend("cpu", "composite");
      const work: StepWork = JSON.parse(text);
      const { model } = await buildModel(work);
      return await writeCase(argument, work, model);
    }
    case "describe":
      return console.log(JSON.stringify(await describe()));
    default:
      throw new Error(`There is no command "${command}"`);
  }
}

async function describe(): Promise<MachineFacts> {
  const { kernels } = await openBackend("wasm", "fused");
  return {
    peakFlops: peakFlops(),
    kernels,
    versions: { deno: Deno.version.deno, v8: Deno.version.v8, tfjs: tf.version.tfjs },
    machine: describeMachine(),
  };
}

await main(Deno.args);
