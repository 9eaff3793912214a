import type { MakeKernels } from "../install.ts";
import { segmentSumKernel } from "./segment_sum.ts";
import { sumKernels } from "./sum.ts";

/** Kernels that add up elements of a tensor. */
export const reductionKernels: MakeKernels = (
  host,
) => [...sumKernels(host), segmentSumKernel(host)];
