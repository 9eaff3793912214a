import { canonicalJson, kernelsOf, type SweepSpec } from "../spec/mod.ts";

/**
 * What speaks against going on in a folder with a study that it does not hold, with the remedy; `null`
 * for the same study.
 *
 * @param earlier What the folder holds.
 */
export function otherSettings(earlier: SweepSpec, now: SweepSpec): string | null {
  const content = (sweep: SweepSpec) => canonicalJson({ ...sweep, kernels: kernelsOf(sweep) });
  if (content(earlier) === content(now)) return null;
  const kernels = kernelsOf(earlier);
  if (content({ ...now, name: earlier.name, kernels }) !== content(earlier)) {
    return "other settings; choose another folder with --out";
  }
  return kernels === "auto"
    ? "the default kernels; leave out --kernels to go on with it, or choose another folder with --out"
    : `${kernels} kernels; add --kernels ${kernels} to go on with it, or choose another folder with --out`;
}
