/** More of a name than anyone reads in an error. */
const LONGEST = 100;

/**
 * A name out of a file, fit for a line of an error: without control, format and other invisible
 * characters, which could break the line or dress it up, and cut if it is long.
 */
export function printable(name: string): string {
  const visible = name.slice(0, LONGEST).replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "?");
  return name.length > LONGEST ? `${visible}…` : visible;
}
