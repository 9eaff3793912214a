import { type FusedKernel, fusedKernel } from "./fused_kernel.ts";

/** The kernels of an operation and of its gradient. */
export interface FusedOperation {
  readonly forward: FusedKernel;
  readonly backward: FusedKernel;
}

/**
 * The kernels `name` and `nameGradient` of the active backend, or `null` if it has not both.
 */
export function fusedOperation(name: string): FusedOperation | null {
  const forward = fusedKernel(name);
  const backward = fusedKernel(`${name}Gradient`);
  return forward === null || backward === null ? null : { forward, backward };
}
