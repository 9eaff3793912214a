import type { MakeKernels } from "../install.ts";
import { affineKernels } from "./affine.ts";
import { channelKernels } from "./channels.ts";
import { gateKernels } from "./gates.ts";
import { lossKernels } from "./losses.ts";

/** Kernels of whole layers and losses, each with a kernel for all of its gradients. */
export const layerKernels: MakeKernels = (host) => [
  ...affineKernels(host),
  ...channelKernels(host),
  ...gateKernels(host),
  ...lossKernels(host),
];
