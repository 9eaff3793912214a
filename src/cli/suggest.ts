/** Least number of letters to insert, remove, replace or swap with a neighbour to turn `a` into `b`. */
export function editDistance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, column) => column)];
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const replaced = rows[row - 1]![column - 1]! + (a[row - 1] === b[column - 1] ? 0 : 1);
      const swapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
        ? rows[row - 2]![column - 2]! + 1
        : Infinity;
      const shorter = rows[row - 1]![column]! + 1;
      current.push(Math.min(replaced, swapped, shorter, current[column - 1]! + 1));
    }
    rows.push(current);
  }
  return rows[a.length]![b.length]!;
}

/**
 * The name that was probably meant, or `null` if none is near: at most one letter in three wrong,
 * or the beginning of exactly one name.
 */
export function closest(word: string, names: readonly string[]): string | null {
  const ranked = names
    .map((name) => ({ name, distance: editDistance(word.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  if (best && best.distance <= Math.max(1, Math.floor(best.name.length / 3))) return best.name;
  const begun = word.length >= 2 ? names.filter((name) => name.startsWith(word)) : [];
  return begun.length === 1 ? begun[0]! : null;
}

/** More names than this are not listed beside a suggestion. */
const SHORT_LIST = 6;

/** `; did you mean X?`, with what there is if that is little or nothing is near. */
export function hint(word: string, names: readonly string[], prefix = ""): string {
  const list = names.map((one) => prefix + one).join(", ");
  const near = closest(word, names);
  if (near === null) return `; expected one of ${list}`;
  const others = names.length > 1 && names.length <= SHORT_LIST ? ` (one of ${list})` : "";
  return `; did you mean ${prefix}${near}?${others}`;
}
