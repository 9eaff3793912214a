import { canonicalJson, sha256, type SweepSpec } from "../spec/mod.ts";

/**
 * `<preset>-<dataset>`, and 8 digits of a hash where anything but the data set is not the preset's.
 *
 * @param unchanged The preset with the study's data set.
 */
export function studyName(sweep: SweepSpec, unchanged: SweepSpec): string {
  const short = `${sweep.preset}-${sweep.dataset.name}`;
  const content = (one: SweepSpec) => canonicalJson({ ...one, name: "" });
  const same = content(sweep) === content(unchanged);
  return same ? short : `${short}-${sha256(content(sweep)).slice(0, 8)}`;
}
