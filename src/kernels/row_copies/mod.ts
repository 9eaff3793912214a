import type { MakeKernels } from "../install.ts";
import { padKernel } from "./pad.ts";
import { partKernels } from "./parts.ts";
import { tileKernel } from "./repeat.ts";
import { sliceKernel } from "./slice.ts";
import { transposeKernel } from "./transpose.ts";

/** Kernels that only move elements. The library moves them one by one, or row by row from JavaScript. */
export const rowCopyKernels: MakeKernels = (host) => [
  sliceKernel(host),
  ...partKernels(host),
  tileKernel(host),
  padKernel(host),
  transposeKernel(host),
];
