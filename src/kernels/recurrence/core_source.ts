/** What a tick of a core reads: a map through attention, or an answer that is given. */
export type CoreSource =
  | { readonly kind: "map"; readonly index: number }
  | { readonly kind: "given"; readonly index: number };

/** Name of the input that a source is. */
export function inputName({ kind, index }: CoreSource): string {
  return `${kind}.${index}`;
}

/** Receives what happened inside a core, row-major, at ticks 1 to T, or 0 for what is computed once. */
export type ReportCore = (
  name: string,
  tick: number,
  values: Float32Array,
  shape: readonly number[],
) => void;
