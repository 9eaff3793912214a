import type { MakeKernels } from "../install.ts";
import { broadcastKernels } from "./broadcast.ts";
import { tanhKernel } from "./tanh.ts";

/** Kernels that compute every element by itself. */
export const elementwiseKernels: MakeKernels = (host) => [
  ...broadcastKernels(host),
  tanhKernel(host),
];
