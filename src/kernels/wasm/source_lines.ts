/** Numbers 0 to `count - 1`. */
export function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

/** The lines of all `parts`, indented. */
export function lines(parts: readonly string[], indent = ""): string {
  return parts.map((part) => `${indent}${part}`).join("\n");
}
