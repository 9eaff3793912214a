import { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import { environmentError } from "../spec/mod.ts";
import * as tf from "../tensor/tf.ts";
import type { BackendOpener } from "./backend.ts";

/** Limits that tfjs needs raised to what the adapter offers, or large tensors become zeros. */
const LIMITS = [
  "maxBufferSize",
  "maxComputeInvocationsPerWorkgroup",
  "maxComputeWorkgroupSizeX",
  "maxComputeWorkgroupSizeY",
  "maxComputeWorkgroupStorageSize",
  "maxComputeWorkgroupsPerDimension",
  "maxStorageBufferBindingSize",
  "maxStorageBuffersPerShaderStage",
] as const;

/**
 * A GPU of any vendor through WebGPU. The device is our own: with all limits of the adapter, and
 * with a handler for its errors, which WebGPU never throws. Whether a software adapter is
 * acceptable is decided before a worker starts.
 */
export const webgpu: BackendOpener = {
  name: "webgpu",
  async open(kernels) {
    const adapter = await navigator.gpu?.requestAdapter({ powerPreference: "high-performance" });
    if (!adapter) {
      throw environmentError(
        "The webgpu backend found no adapter; install a Vulkan driver or use --backend wasm",
      );
    }
    const requiredLimits = Object.fromEntries(
      LIMITS.map((limit) => [limit, adapter.limits[limit]]),
    );
    const device = await adapter.requestDevice({ requiredLimits });
    let failure: string | null = null;
    device.addEventListener("uncapturederror", (event) => {
      event.preventDefault();
      failure ??= (event as GPUUncapturedErrorEvent).error.message.split("\n")[0] ?? "unknown";
    });
    device.lost.then((info) => failure ??= `device lost: ${info.message}`);
    tf.removeBackend("webgpu");
    const backend = new WebGPUBackend(
      device as unknown as ConstructorParameters<typeof WebGPUBackend>[0],
      adapter.info as unknown as ConstructorParameters<typeof WebGPUBackend>[1],
    );
    tf.registerBackend("webgpu", () => backend, 3);
    await tf.setBackend("webgpu");
    await tf.ready();
    const { description, vendor, architecture } = adapter.info;
    return {
      device: description || `${vendor} ${architecture}`.trim() || "unnamed adapter",
      kernels,
      check: () => {
        if (failure !== null) {
          throw environmentError(
            `The GPU reported an error, so its numbers cannot be trusted: ${failure}`,
          );
        }
      },
    };
  },
};
