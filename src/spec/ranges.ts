import { usageError } from "./errors.ts";

/** More values than this on one axis is taken for a slip of the pen. */
const MOST_VALUES = 1000;

/**
 * Reads a list of positive integers: `1,2,4`, `1..5`, `5..25:10` (step) and `16..128:x2` (factor),
 * in any mixture.
 *
 * @param flag The flag's name, for the message.
 * @returns The values in the order given.
 * @throws {BenchError} With exit code 2 for a malformed, empty, descending or repeating list.
 */
export function parseRange(flag: string, text: string): number[] {
  const values = text.split(",").flatMap((part) => parsePart(flag, text, part.trim()));
  const repeated = values.find((value, index) => values.indexOf(value) !== index);
  if (repeated !== undefined) {
    throw usageError(`${flag} ${text}: ${repeated} occurs twice; give each value once`);
  }
  return values;
}

function parsePart(flag: string, text: string, part: string): number[] {
  const match = /^(\d+)(?:\.\.(\d+)(?::(x?)(\d+))?)?$/.exec(part);
  const malformed = () =>
    usageError(
      `${flag} ${text}: cannot read "${part}"; expected positive whole numbers as a list (1,2,4), a range (1..5), a range with a step (5..25:10) or with a factor (16..128:x2)`,
    );
  if (!match) throw malformed();
  const first = Number(match[1]);
  const last = match[2] === undefined ? first : Number(match[2]);
  const multiply = match[3] === "x";
  const step = match[4] === undefined ? 1 : Number(match[4]);
  if (first < 1 || last < first || step < (multiply ? 2 : 1)) throw malformed();
  const values: number[] = [];
  for (let value = first; value <= last; value = multiply ? value * step : value + step) {
    if (values.length >= MOST_VALUES) {
      throw usageError(`${flag} ${text}: more than ${MOST_VALUES} values; use a larger step`);
    }
    values.push(value);
  }
  return values;
}
