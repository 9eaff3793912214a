/**
 * The first place at which two JSON values differ, with both values; `null` if there is none.
 *
 * @param agree Whether two numbers count as equal.
 */
export function firstDifference(
  stored: unknown,
  repeated: unknown,
  agree: (stored: number, repeated: number) => boolean,
): string | null {
  const found = find(stored, repeated, agree, []);
  if (found === null) return null;
  const place = found.path.length === 0 ? "" : `${found.path.join(".")}: `;
  return `${place}${text(found.stored)} stored, ${text(found.repeated)} repeated`;
}

interface Found {
  readonly path: readonly string[];
  readonly stored: unknown;
  readonly repeated: unknown;
}

function find(
  stored: unknown,
  repeated: unknown,
  agree: (stored: number, repeated: number) => boolean,
  path: readonly string[],
): Found | null {
  if (typeof stored === "number" && typeof repeated === "number") {
    return agree(stored, repeated) ? null : { path, stored, repeated };
  }
  if (!isObject(stored) || !isObject(repeated)) {
    return Object.is(stored, repeated) ? null : { path, stored, repeated };
  }
  for (const key of new Set([...Object.keys(stored), ...Object.keys(repeated)])) {
    const found = find(stored[key], repeated[key], agree, [...path, key]);
    if (found !== null) return found;
  }
  return null;
}

function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === "object" && value !== null;
}

function text(value: unknown): string {
  return value === undefined ? "nothing" : isObject(value) ? "something" : String(value);
}
