import type { BackendName } from "../spec/mod.ts";
import { environmentError } from "../spec/mod.ts";

/** Allows `--backend webgpu` on a software adapter, for tests. */
const ALLOW_SOFTWARE = "CTM_BENCH_ALLOW_SOFTWARE_GPU";

/** A backend and why, one sentence without a full stop. */
export interface BackendChoice {
  readonly name: BackendName;
  readonly reason: string;
}

/** What WebGPU offers on this machine. */
export type GraphicsAdapter =
  | { readonly kind: "none" }
  | { readonly kind: "software" | "hardware"; readonly description: string };

/** What the TensorFlow addon offers on this machine. */
export type TensorflowAddon =
  | { readonly kind: "missing"; readonly reason: string }
  | { readonly kind: "present"; readonly gpu: string | null };

/** How the machine is looked at; replaced in tests. */
export interface MachineView {
  readonly tensorflowAddon: () => TensorflowAddon;
  readonly graphicsAdapter: () => Promise<GraphicsAdapter>;
  readonly softwareAllowed: boolean;
}

/** This machine. */
export function thisMachine(): MachineView {
  return {
    tensorflowAddon,
    graphicsAdapter,
    softwareAllowed: Deno.env.get(ALLOW_SOFTWARE) === "1",
  };
}

/**
 * Resolves a backend. `auto` takes `tensorflow` if its addon sees a GPU, else `webgpu` if there is
 * a real adapter, else `wasm`; a software adapter never counts.
 *
 * @throws {BenchError} With exit code 3 if the backend that was asked for cannot be used here.
 */
export async function chooseBackend(
  requested: "auto" | BackendName,
  machine: MachineView = thisMachine(),
): Promise<BackendChoice> {
  switch (requested) {
    case "cpu":
    case "wasm":
      return { name: requested, reason: `asked for with --backend ${requested}` };
    case "tensorflow": {
      const addon = machine.tensorflowAddon();
      if (addon.kind === "missing") {
        throw environmentError(
          `--backend tensorflow: ${addon.reason}; use --backend wasm or --backend webgpu`,
        );
      }
      return { name: requested, reason: "asked for with --backend tensorflow" };
    }
    case "webgpu": {
      const adapter = await machine.graphicsAdapter();
      if (adapter.kind === "none") {
        throw environmentError("--backend webgpu: no adapter on this machine; use --backend wasm");
      }
      if (adapter.kind === "software" && !machine.softwareAllowed) {
        throw environmentError(
          `--backend webgpu: only a software adapter here (${adapter.description}), slower than wasm; use --backend wasm, or set ${ALLOW_SOFTWARE}=1 to test with it`,
        );
      }
      return { name: requested, reason: `asked for with --backend webgpu: ${adapter.description}` };
    }
    case "auto":
      return await chooseAutomatically(machine);
    default:
      return requested satisfies never;
  }
}

async function chooseAutomatically(machine: MachineView): Promise<BackendChoice> {
  const addon = machine.tensorflowAddon();
  if (addon.kind === "present" && addon.gpu !== null) {
    return { name: "tensorflow", reason: `auto: the TensorFlow addon sees ${addon.gpu}` };
  }
  const adapter = await machine.graphicsAdapter();
  switch (adapter.kind) {
    case "hardware":
      return { name: "webgpu", reason: `auto: WebGPU adapter ${adapter.description}` };
    case "software":
      return {
        name: "wasm",
        reason: `auto: no GPU, the only WebGPU adapter is software (${adapter.description})`,
      };
    case "none":
      return { name: "wasm", reason: "auto: no GPU, WebGPU has no adapter here" };
    default:
      return adapter satisfies never;
  }
}

function tensorflowAddon(): TensorflowAddon {
  return { kind: "missing", reason: "the TensorFlow addon is not installed" };
}

async function graphicsAdapter(): Promise<GraphicsAdapter> {
  const adapter = await quietly(async () => await navigator.gpu?.requestAdapter() ?? null);
  return adapter === null ? { kind: "none" } : describeAdapter(adapter.info);
}

/**
 * Looks for adapters without a word from the display libraries, which complain on standard error
 * where a machine without a desktop has no runtime directory.
 */
async function quietly<T>(look: () => Promise<T>): Promise<T> {
  const name = "XDG_RUNTIME_DIR";
  if (Deno.build.os !== "linux" || Deno.env.has(name)) return await look();
  Deno.env.set(name, "/nonexistent");
  try {
    return await look();
  } finally {
    Deno.env.delete(name);
  }
}

/**
 * Tells real adapters from renderers on the CPU (protocol: a software adapter is reported as CPU).
 */
export function describeAdapter(
  info: Pick<GPUAdapterInfo, "description" | "vendor" | "architecture" | "device"> & {
    readonly isFallbackAdapter?: boolean;
  },
): GraphicsAdapter {
  const description = info.description || [info.vendor, info.architecture, info.device].join(" ");
  const software = info.isFallbackAdapter !== false ||
    /llvmpipe|lavapipe|swiftshader|softpipe|basic render|software|\bcpu\b/i.test(
      `${info.description} ${info.vendor} ${info.architecture} ${info.device}`,
    );
  return { kind: software ? "software" : "hardware", description: description.trim() };
}
