/**
 * The part of `jsr:@std/assert` that this project uses, with the same names, signatures and
 * semantics, built on `node:assert` and `node:util`. `links` in `deno.json` puts it in the place of
 * the package where JSR cannot be reached; without that entry upstream is used unchanged.
 *
 * @module
 */
import { isDeepStrictEqual } from "node:util";

/** Thrown by every failed assertion. */
export class AssertionError extends Error {
  /** Creates the error with the text that the test runner shows. */
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "AssertionError";
  }
}

// deno-lint-ignore no-explicit-any -- the constructor type that upstream exports
type Constructor<T> = abstract new (...args: any[]) => T;

const suffix = (message?: string) => message ? `: ${message}` : ".";
const show = (value: unknown) => Deno.inspect(value, { depth: 6, sorted: true });

/** Fails when `value` is falsy. */
export function assert(value: unknown, message = ""): asserts value {
  if (!value) throw new AssertionError(message);
}

/** Fails when `value` is truthy. */
export function assertFalse(value: unknown, message = ""): asserts value is false {
  if (value) throw new AssertionError(message);
}

/** Deep equality. */
export function assertEquals<T>(actual: T, expected: T, message?: string): void {
  if (isDeepStrictEqual(actual, expected)) return;
  throw new AssertionError(
    `Values are not equal${suffix(message)}\n  actual:   ${show(actual)}\n  expected: ${
      show(expected)
    }`,
  );
}

/** Deep inequality. */
export function assertNotEquals<T>(actual: T, expected: T, message?: string): void {
  if (isDeepStrictEqual(actual, expected)) {
    throw new AssertionError(
      `Expected actual: ${show(actual)} not to be: ${show(expected)}${suffix(message)}`,
    );
  }
}

/** Identity by `Object.is`. */
export function assertStrictEquals<T>(
  actual: unknown,
  expected: T,
  message?: string,
): asserts actual is T {
  if (!Object.is(actual, expected)) {
    throw new AssertionError(
      `Values are not strictly equal${suffix(message)}\n  actual:   ${show(actual)}\n  expected: ${
        show(expected)
      }`,
    );
  }
}

/** `|actual - expected| <= tolerance`; the default is `1e-7` of the expected value, as upstream. */
export function assertAlmostEquals(
  actual: number,
  expected: number,
  tolerance?: number,
  message?: string,
): void {
  if (Object.is(actual, expected)) return;
  const delta = Math.abs(expected - actual);
  if (tolerance === undefined) {
    tolerance = isFinite(expected) ? Math.abs(expected * 1e-7) : 1e-7;
  }
  if (delta <= tolerance) return;
  throw new AssertionError(
    `Expected actual: "${actual}" to be close to "${expected}": delta "${delta}" is greater than "${tolerance}"${
      suffix(message)
    }`,
  );
}

/** Fails for `null` and `undefined`. */
export function assertExists<T>(actual: T, message?: string): asserts actual is NonNullable<T> {
  if (actual === undefined || actual === null) {
    throw new AssertionError(
      `Expected actual: "${actual}" to not be null or undefined${suffix(message)}`,
    );
  }
}

/** `actual` contains `expected`. */
export function assertStringIncludes(actual: string, expected: string, message?: string): void {
  if (!actual.includes(expected)) {
    throw new AssertionError(
      `Expected actual: "${actual}" to contain: "${expected}"${suffix(message)}`,
    );
  }
}

/** `actual` matches `expected`. */
export function assertMatch(actual: string, expected: RegExp, message?: string): void {
  if (!expected.test(actual)) {
    throw new AssertionError(
      `Expected actual: "${actual}" to match: "${expected}"${suffix(message)}`,
    );
  }
}

function assertOrder(
  holds: boolean,
  relation: string,
  actual: unknown,
  expected: unknown,
  message?: string,
) {
  if (!holds) {
    throw new AssertionError(
      message ?? `Expect ${show(actual)} to be ${relation} ${show(expected)}`,
    );
  }
}

/** `actual > expected`. */
export function assertGreater<T>(actual: T, expected: T, message?: string): void {
  assertOrder(actual > expected, "greater than", actual, expected, message);
}

/** `actual >= expected`. */
export function assertGreaterOrEqual<T>(actual: T, expected: T, message?: string): void {
  assertOrder(actual >= expected, "greater than or equal to", actual, expected, message);
}

/** `actual < expected`. */
export function assertLess<T>(actual: T, expected: T, message?: string): void {
  assertOrder(actual < expected, "less than", actual, expected, message);
}

/** `actual <= expected`. */
export function assertLessOrEqual<T>(actual: T, expected: T, message?: string): void {
  assertOrder(actual <= expected, "less than or equal to", actual, expected, message);
}

/** `actual instanceof expectedType`. */
export function assertInstanceOf<T>(
  actual: unknown,
  expectedType: Constructor<T>,
  message = "",
): asserts actual is T {
  if (actual instanceof expectedType) return;
  throw new AssertionError(
    message ||
      `Expected object to be an instance of "${expectedType.name}" but was ${show(actual)}`,
  );
}

/** Fails always. */
export function fail(message?: string): never {
  throw new AssertionError(`Failed assertion${suffix(message)}`);
}

/** `error` is an error of the class given whose message contains `messageIncludes`. */
export function assertIsError<E extends Error = Error>(
  error: unknown,
  ErrorClass?: Constructor<E>,
  messageIncludes?: string,
  message?: string,
): asserts error is E {
  if (!(error instanceof Error)) {
    throw new AssertionError(
      `Expected "error" to be an Error object${suffix(message)} but was ${show(error)}`,
    );
  }
  if (ErrorClass && !(error instanceof ErrorClass)) {
    throw new AssertionError(
      `Expected error to be instance of "${ErrorClass.name}", but was "${error.constructor.name}" ("${error.message}")${
        suffix(message)
      }`,
    );
  }
  if (messageIncludes !== undefined && !error.message.includes(messageIncludes)) {
    throw new AssertionError(
      `Expected error message to include "${messageIncludes}", but got "${error.message}"${
        suffix(message)
      }`,
    );
  }
}

/** `fn` throws; returns what it threw. */
export function assertThrows<E extends Error = Error>(
  fn: () => unknown,
  ErrorClass?: Constructor<E>,
  messageIncludes?: string,
  message?: string,
): E {
  try {
    fn();
  } catch (error) {
    assertIsError(error, ErrorClass, messageIncludes, message);
    return error as E;
  }
  throw new AssertionError(`Expected function to throw${suffix(message)}`);
}

/** `fn` returns a promise that rejects; resolves to what it rejected with. */
export async function assertRejects<E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  ErrorClass?: Constructor<E>,
  messageIncludes?: string,
  message?: string,
): Promise<E> {
  try {
    await fn();
  } catch (error) {
    assertIsError(error, ErrorClass, messageIncludes, message);
    return error as E;
  }
  throw new AssertionError(`Expected function to reject${suffix(message)}`);
}
