import { usageError } from "../spec/errors.ts";
import { decodeElements, elementSize } from "./element_type.ts";
import { refused } from "./refused.ts";
import { elementCount, isSize, type StoredTensor } from "./stored_tensor.ts";
import { isKind, type TorchTensor, type TorchValue } from "./torch_value.ts";

/** More axes than any tensor of a model has. */
const MOST_AXES = 64;

/**
 * The tensor that `torch._utils._rebuild_tensor_v2` makes of its arguments: storage, offset, shape,
 * strides, whether it requires a gradient, hooks and sometimes metadata; the last three are ignored.
 *
 * @throws {BenchError} With exit code 2 if an argument has another form or an element would lie
 * outside the storage.
 */
export function rebuildTensor(
  [storage, offset, shape, strides]: readonly TorchValue[],
): TorchTensor {
  if (
    storage === undefined || !isKind(storage, "storage") || !isSize(offset) || !isSizes(shape) ||
    !isSizes(strides) || shape.length !== strides.length
  ) {
    throw refused("has a tensor without a storage, offset, shape and strides");
  }
  const last = shape.reduce(
    (last, size, axis) => last + (size - 1) * strides[axis]!,
    offset,
  );
  if (!shape.includes(0) && !(last < storage.length)) {
    throw usageError(
      `a tensor of shape [${
        shape.join(", ")
      }] reaches beyond its storage of ${storage.length} elements; get the file again`,
    );
  }
  return { kind: "tensor", storage, offset, shape, strides };
}

function isSizes(value: TorchValue | undefined): value is readonly number[] {
  return Array.isArray(value) && value.length <= MOST_AXES && value.every(isSize);
}

/**
 * Copies the elements of a tensor, row-major whatever its strides.
 *
 * @throws {RangeError} For elements that `decodeElements` cannot convert.
 */
export function readTensor({ storage, shape, strides, offset }: TorchTensor): StoredTensor {
  const size = elementSize(storage.type);
  const count = elementCount(shape);
  const start = offset * size;
  const elements = count === 0 || isContiguous(shape, strides)
    ? storage.bytes.subarray(start, start + count * size)
    : gather(storage.bytes, { shape, strides, size, start });
  return { shape: [...shape], data: decodeElements(elements, storage.type) };
}

function isContiguous(shape: readonly number[], strides: readonly number[]): boolean {
  return shape.every((length, axis) =>
    length === 1 || strides[axis] === elementCount(shape.slice(axis + 1))
  );
}

/** Brings the elements of a strided view together. @param view With `size` and `start` in bytes. */
function gather(
  bytes: Uint8Array,
  { shape, strides, size, start }: {
    readonly shape: readonly number[];
    readonly strides: readonly number[];
    readonly size: number;
    readonly start: number;
  },
): Uint8Array {
  const gathered = new Uint8Array(elementCount(shape) * size);
  const index = new Array<number>(shape.length).fill(0);
  let from = start;
  for (let to = 0; to < gathered.length; to += size) {
    for (let byte = 0; byte < size; byte++) gathered[to + byte] = bytes[from + byte]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis]! * size;
      if (++index[axis]! < shape[axis]!) break;
      from -= shape[axis]! * strides[axis]! * size;
      index[axis] = 0;
    }
  }
  return gathered;
}
