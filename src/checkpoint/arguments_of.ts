import { usageError } from "../spec/errors.ts";
import { isKind, type TorchValue } from "./torch_value.ts";

/** Values in all; the authors' scripts have some fifty options. */
const MOST_VALUES = 10_000;

/**
 * The options that the training script was started with, which the authors save as `args`: numbers,
 * texts, booleans, `null`, and arrays and objects of those. What is neither, such as a tensor, is
 * left out.
 *
 * @returns `null` if the checkpoint has none.
 * @throws {BenchError} With exit code 2 if there are more than 10,000 values.
 */
export function argumentsOf(value: TorchValue): Record<string, unknown> | null {
  const saved = value instanceof Map ? value.get("args") : undefined;
  if (!(saved instanceof Map) && !(saved !== undefined && isKind(saved, "record"))) return null;
  let values = 0;
  /** Levels are few (see `watchNesting`), but shared parts can repeat without end. */
  const convert = (value: TorchValue): unknown => {
    if (++values > MOST_VALUES) throw usageError(`args holds more than ${MOST_VALUES} values`);
    if (value === null || typeof value !== "object") return value;
    if (Array.isArray(value)) return convertAll(value);
    if (value instanceof Set) return convertAll([...value]);
    const fields = value instanceof Map ? value : isKind(value, "record") ? value.fields : null;
    return fields === null ? undefined : convertFields(fields);
  };
  const convertAll = (items: readonly TorchValue[]) =>
    items.map(convert).filter((item) => item !== undefined);
  const convertFields = (fields: ReadonlyMap<TorchValue, TorchValue>) =>
    Object.fromEntries(
      [...fields].map(([name, field]) => [String(name), convert(field)] as const)
        .filter(([, field]) => field !== undefined),
    );
  return convertFields(saved instanceof Map ? saved : saved.fields);
}
