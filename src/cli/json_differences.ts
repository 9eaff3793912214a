import { canonicalJson } from "../spec/mod.ts";

/** A place at which two values differ. */
export interface Difference {
  /** Where, keys joined by dots; empty for the whole. */
  readonly field: string;
  /** As JSON; `null` where there is nothing. */
  readonly left: string | null;
  readonly right: string | null;
}

/** Where two JSON values differ, objects key by key, lists as a whole. */
export function jsonDifferences(left: unknown, right: unknown, field = ""): Difference[] {
  if (isObject(left) && isObject(right)) {
    const keys = [...new Set([...Object.keys(left), ...Object.keys(right)])];
    return keys.flatMap((key) =>
      jsonDifferences(left[key], right[key], field === "" ? key : `${field}.${key}`)
    );
  }
  const text = (value: unknown) => value === undefined ? null : canonicalJson(value);
  return text(left) === text(right) ? [] : [{ field, left: text(left), right: text(right) }];
}

function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}
