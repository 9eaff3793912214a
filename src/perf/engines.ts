import { fileURLToPath } from "node:url";
import { denoProgram } from "../execution/worker_process.ts";
import { KERNEL_SETS, type KernelSet } from "../spec/mod.ts";
import type { Pytorch } from "./find_pytorch.ts";
import type { StepWork } from "./step_work.ts";

/** What makes steps, in the order in which they take turns; the first is what others are divided by. */
export const ENGINES = [
  ...KERNEL_SETS,
  "plain",
  "pytorch",
  "pytorch-cached",
  "pytorch-compiled",
] as const;

/** One of {@link ENGINES}. */
export type EngineName = (typeof ENGINES)[number];

/** What each engine is, for the help. */
export const ENGINE_WORDS: { readonly [engine in EngineName]: string } = {
  fused: "this project with its kernels",
  reproducible: "the same kernels without relaxed FMA",
  composite: "this project with plain TensorFlow.js operations",
  plain: "CTM and LSTM as one writes them with TensorFlow.js, its WebAssembly backend as it is",
  pytorch: "PyTorch eager in the authors' formulation: keys and values projected at every tick",
  "pytorch-cached": "PyTorch eager, keys and values projected once a forward pass",
  "pytorch-compiled": "the same through torch.compile, from PyTorch 2 on",
};

/** The variant of the peer that each of PyTorch's engines is. */
const PYTORCH_VARIANTS = {
  pytorch: "eager",
  "pytorch-cached": "cached",
  "pytorch-compiled": "compiled",
} as const;

/** A program with its arguments. */
export type EngineCommand = readonly [program: string, ...args: string[]];

/** How this project's children are started: by the same Deno, with a worker's permissions. */
const DENO = [denoProgram(), "run", "--quiet", "--no-prompt", "-P=worker"] as const;

/** The child program of this project's engines. */
export function stepProcess(...args: readonly string[]): EngineCommand {
  return [...DENO, scriptAt("step_process.ts"), ...args];
}

/**
 * How an engine is started on some work.
 *
 * @param place `folder` holds the work as `writeCase` wrote it; `pytorch` may only be `null` for
 * engines that do not need it.
 */
export function engineCommand(
  engine: EngineName,
  work: StepWork,
  { folder, pytorch }: { readonly folder: string; readonly pytorch: Pytorch | null },
): EngineCommand {
  switch (engine) {
    case "fused":
    case "reproducible":
    case "composite":
      return stepProcess("serve", engine, JSON.stringify(work));
    case "plain":
      return [...DENO, scriptAt("../../test/peers/plain_tfjs/main.ts"), folder];
    case "pytorch":
    case "pytorch-cached":
    case "pytorch-compiled":
      return [pytorch!.program, PEER, "serve", folder, PYTORCH_VARIANTS[engine]];
    default:
      return engine satisfies never;
  }
}

/** The script of the PyTorch peer. */
export const PEER = scriptAt("../../test/peers/step_benchmark.py");

/** Whether an engine is one of PyTorch's. */
export function isPytorch(engine: EngineName): boolean {
  return engine in PYTORCH_VARIANTS;
}

/** Whether an engine is this project with one of its sets of kernels. */
export function isOwn(engine: EngineName): engine is KernelSet {
  return KERNEL_SETS.some((set) => set === engine);
}

/** Why an engine cannot make steps of some work by its nature, or `null` if it can. */
export function obstacle(engine: EngineName, { model, options }: StepWork): string | null {
  const convolves = model === "cnn" ||
    (options as { readonly backbone: { readonly kind: string } }).backbone.kind !== "none";
  switch (engine) {
    case "plain":
      return convolves ? "the stock wasm backend has no filter gradient of convolutions" : null;
    case "pytorch-cached":
      return model === "cnn" ? "without ticks there is nothing to project once" : null;
    default:
      return null;
  }
}

function scriptAt(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}
