/**
 * The product of sliding windows with a filter: a convolution, or its input gradient. Images are
 * processed in groups of as many as there are slots. `memory` is the address of the block in which the
 * product reserved its regions.
 */
export interface Product {
  /** Whether {@link multiply} reads the planes; if not, {@link take} does and they are free again. */
  readonly readsPlanes: boolean;
  /** Once, before everything else. */
  prepare(memory: number, filter: number): void;
  /** A plane has been written. */
  take(memory: number, slot: number, plane: number): void;
  /** Writes the results of the first `count` slots from `out` on; their planes start at `planes`. */
  multiply(
    memory: number,
    operands: { readonly planes: number; readonly count: number; readonly out: number },
  ): void;
}

/** The contraction of sliding windows with gradients of outputs: a filter gradient. */
export interface Contraction {
  /** As for {@link Product}. */
  readonly readsPlanes: boolean;
  /** Clears the sums. */
  begin(memory: number, dw: number): void;
  /** The planes of an image and of its gradient have been written. */
  take(memory: number, slot: number, planes: { readonly x: number; readonly dy: number }): void;
  /** Adds the first `count` slots. */
  contract(
    memory: number,
    operands: {
      readonly xPlanes: number;
      readonly dyPlanes: number;
      readonly count: number;
      readonly dw: number;
    },
  ): void;
  /** Writes the gradient, unless it is there already. */
  finish(memory: number, dw: number): void;
}
