import { refused } from "./refused.ts";
import { isKind, type TorchValue } from "./torch_value.ts";

/** More levels than any checkpoint has, few enough to walk through by recursion. */
const DEEPEST = 64;

/** Watches how containers are put into each other. */
export interface Nesting {
  /** Notes that `parent` now holds `children`, before or after it really does. */
  readonly place: (parent: TorchValue, children: Iterable<TorchValue>) => void;
}

/**
 * Keeps values walkable: at most 64 levels deep and never in a circle. A container is closed once
 * another one holds it, as in every pickle of values without circles; so its height is final, and
 * nothing can be put into itself later.
 *
 * `place` throws a {@link BenchError} with exit code 2 for anything else.
 */
export function watchNesting(): Nesting {
  const heights = new Map<TorchValue, number>();
  const closed = new Set<TorchValue>();
  const heightOf = (value: TorchValue) => isContainer(value) ? heights.get(value) ?? 1 : 0;
  return {
    place(parent, children) {
      let height = heightOf(parent);
      for (const child of children) {
        if (!isContainer(child)) continue;
        closed.add(child);
        height = Math.max(height, heightOf(child) + 1);
      }
      if (height > DEEPEST) throw refused(`nests containers more than ${DEEPEST} deep`);
      if (closed.has(parent)) {
        throw refused("changes a container that lies in another or in itself");
      }
      heights.set(parent, height);
    },
  };
}

function isContainer(value: TorchValue): boolean {
  return Array.isArray(value) || value instanceof Map || value instanceof Set ||
    isKind(value, "record");
}
