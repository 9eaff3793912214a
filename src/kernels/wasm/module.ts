import type { KernelFunctions } from "./binary/functions.ts";
import { BINARY as PLAIN } from "./binary/plain.ts";
import { BINARY as RELAXED } from "./binary/relaxed.ts";

export type { KernelFunctions } from "./binary/functions.ts";

/** A build of the kernels: `relaxed` has fused multiply-adds, `plain` rounds twice everywhere. */
export type Build = "relaxed" | "plain";

const BINARIES: { readonly [build in Build]: string } = { relaxed: RELAXED, plain: PLAIN };

/**
 * Constants of exponential functions, in the order of `initialise` in assembly/vector.ts: log2(e),
 * the rounder, -ln(2) in two parts, the coefficients of the polynomial, 1/2, 1, the limit; then the
 * coefficients of a polynomial for powers of 2.
 */
const CONSTANTS = [
  1.44269504088896341,
  12582912,
  -0.693359375,
  2.12194440e-4,
  1.9875691500e-4,
  1.3981999507e-3,
  8.3334519073e-3,
  4.1665795894e-2,
  1.6666665459e-1,
  0.5,
  1,
  87,
  1.326472731307149e-3,
  9.671512991189957e-3,
  5.550733581185341e-2,
  2.4022242426872253e-1,
  6.931470036506653e-1,
] as const;

/** Whether this engine has what a build needs. */
export function canRun(build: Build): boolean {
  return WebAssembly.validate(Uint8Array.fromBase64(BINARIES[build]));
}

/**
 * Instantiates the kernels over a memory, which they share with whoever owns it. They have neither a
 * stack nor data of their own there.
 */
export function loadKernels(memory: WebAssembly.Memory, build: Build): KernelFunctions {
  const module = new WebAssembly.Module(Uint8Array.fromBase64(BINARIES[build]));
  const instance = new WebAssembly.Instance(module, { env: { memory } });
  const functions = instance.exports as unknown as KernelFunctions;
  functions.initialise(...CONSTANTS);
  return functions;
}
