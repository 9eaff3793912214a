/**
 * The engine `plain` of `deno task perf`: CTM and LSTM as one writes them with TensorFlow.js, on its
 * WebAssembly backend as it is. `main.ts FOLDER` prepares the case in FOLDER, as the PyTorch peer
 * does, and answers requests for steps.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import "@tensorflow/tfjs-backend-wasm";
import { join } from "node:path";
import { readSafetensors, type StoredTensor } from "../../../src/checkpoint/mod.ts";
import { type PreparedStep, serveSteps } from "../../../src/perf/serve_steps.ts";
import { ctm, type CtmConfiguration } from "./ctm.ts";
import type { Tensors } from "./layers.ts";
import { lstm, type LstmConfiguration } from "./lstm.ts";
import { twoTickLoss } from "./loss.ts";

interface Case {
  readonly kind: "ctm" | "lstm";
  readonly config: CtmConfiguration & LstmConfiguration;
  readonly optimizer: {
    readonly lr: number;
    readonly betas: readonly [number, number];
    readonly eps: number;
    readonly weight_decay: number;
  };
}

async function prepare(folder: string): Promise<PreparedStep> {
  const { kind, config, optimizer }: Case = JSON.parse(
    await Deno.readTextFile(join(folder, "case.json")),
  );
  if (optimizer.weight_decay !== 0) throw new Error("This optimiser has no weight decay");
  const stored = readSafetensors(await Deno.readFile(join(folder, "tensors.safetensors")));
  const tensors = new Map<string, tf.Tensor>();
  const variables: tf.Variable[] = [];
  for (const [name, tensor] of stored) {
    const [group, key] = name.split(/\/(.*)/) as [string, string];
    if (group === "input") continue;
    const value = ours(key, tensor);
    if (group === "param") variables.push(tf.variable(value));
    tensors.set(key, group === "param" ? variables.at(-1)! : value);
  }
  const { map, targets } = readInput(stored);
  const adam = tf.train.adam(optimizer.lr, ...optimizer.betas, optimizer.eps);
  const loss = () => twoTickLoss(predict(kind, tensors, config, map), targets);
  return {
    kernels: `TensorFlow.js ${tf.version.tfjs}, wasm`,
    async step() {
      const value = adam.minimize(loss, true, variables)!;
      const [number] = await value.data();
      value.dispose();
      return number!;
    },
    backendBytes: () => backend().wasm.asm.memory.buffer.byteLength,
  };
}

function predict(
  kind: Case["kind"],
  tensors: Tensors,
  config: Case["config"],
  map: tf.Tensor3D,
): tf.Tensor[] {
  switch (kind) {
    case "ctm":
      return ctm(tensors, config, map);
    case "lstm":
      return lstm(tensors, config, map);
    default:
      throw new Error(`There is no plain ${kind satisfies never}`);
  }
}

/** The batch, with its places as tokens. */
function readInput(stored: ReadonlyMap<string, StoredTensor>) {
  const x = stored.get("input/x")!;
  const targets = stored.get("input/targets")!;
  const [batch, channels, height, width] = x.shape as [number, number, number, number];
  const tokens = tf.tensor(x.data, [batch, channels, height * width], "float32");
  return {
    map: tf.transpose(tokens, [0, 2, 1]) as tf.Tensor3D,
    targets: tf.tensor1d(targets.data, "int32"),
  };
}

/** Matrices are turned to `[inputs, outputs]`, which this backend multiplies fastest. */
function ours(name: string, { shape, data }: StoredTensor): tf.Tensor {
  const tensor = tf.tensor(data, [...shape], data instanceof Int32Array ? "int32" : "float32");
  const isMatrix = shape.length === 2 && /weight/.test(name);
  return isMatrix ? tf.transpose(tensor) : tensor;
}

function backend() {
  return tf.backend() as unknown as {
    readonly wasm: { readonly asm: { readonly memory: WebAssembly.Memory } };
  };
}

await serveSteps(async () => {
  await tf.setBackend("wasm");
  await tf.ready();
  return () => prepare(Deno.args[0]!);
});
