import { usageError } from "./errors.ts";
import type { BackendName } from "./run_spec.ts";

/**
 * What computes on a backend. `composite`: the library's own operations, the definition of every
 * model. `fused`: our kernels, with relaxed fused multiply-adds where the engine has them.
 * `reproducible`: our kernels without them, so that bits are equal on every machine.
 */
export const KERNEL_SETS = ["fused", "reproducible", "composite"] as const;

/** One of {@link KERNEL_SETS}. */
export type KernelSet = (typeof KERNEL_SETS)[number];

/** The sets that each backend has, its default first. */
const SETS: { readonly [backend in BackendName]: readonly KernelSet[] } = {
  tensorflow: ["composite"],
  webgpu: ["composite"],
  wasm: KERNEL_SETS,
  cpu: ["composite"],
};

/**
 * The kernels that a specification asks for. Those of earlier versions name none, because there was
 * nothing but `composite`.
 */
export function kernelsOf<Name extends string>(
  { kernels }: { readonly kernels?: Name | undefined },
): Name | "composite" {
  return kernels ?? "composite";
}

/**
 * The set that a backend computes with.
 *
 * @param asked `auto` takes the default of the backend.
 * @throws {BenchError} With exit code 2 if the backend does not have it.
 */
export function resolveKernels(asked: "auto" | KernelSet, backend: BackendName): KernelSet {
  const sets = SETS[backend];
  if (asked === "auto") return sets[0]!;
  if (sets.includes(asked)) return asked;
  const others = Object.entries(SETS).filter(([, own]) => own.includes(asked));
  throw usageError(
    `--kernels ${asked}: the ${backend} backend has only ${
      sets.join(", ")
    }; leave --kernels out, or add --backend ${others.map(([name]) => name).join(" or ")}`,
  );
}

/** The set that the runs of a plan are made with. */
export function plannedKernels({ sweep, backend }: {
  readonly sweep: { readonly kernels?: "auto" | KernelSet | undefined };
  readonly backend: { readonly name: BackendName };
}): KernelSet {
  return resolveKernels(kernelsOf(sweep), backend.name);
}
