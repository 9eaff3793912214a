/**
 * How often each class occurs.
 *
 * @param labels Classes `0 .. classes - 1`.
 * @returns `[classes]`.
 */
export function classCounts(labels: Uint16Array, classes: number): Uint32Array {
  const counts = new Uint32Array(classes);
  for (const label of labels) counts[label]!++;
  return counts;
}
