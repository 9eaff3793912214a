/**
 * Moves labels apart along one axis so that each is at least `gap` from the next, in the order of
 * their positions, within 0 and `limit`, with the least squared displacement otherwise.
 *
 * @param positions In pixels from the start of the axis.
 * @returns New positions in the order given.
 */
export function dodge(
  positions: readonly number[],
  options: { readonly gap: number; readonly limit: number },
): number[] {
  const { gap, limit } = options;
  const order = positions.map((_, index) => index).sort((a, b) => positions[a]! - positions[b]!);
  // Without the gaps the new positions need only not descend: isotonic regression by pooling.
  const pools: { sum: number; count: number }[] = [];
  for (const [rank, index] of order.entries()) {
    pools.push({ sum: positions[index]! - rank * gap, count: 1 });
    while (pools.length > 1 && average(pools.at(-2)!) > average(pools.at(-1)!)) {
      const last = pools.pop()!;
      const before = pools.pop()!;
      pools.push({ sum: before.sum + last.sum, count: before.count + last.count });
    }
  }
  const room = Math.max(0, limit - (positions.length - 1) * gap);
  const starts = pools.flatMap((pool) => Array.from({ length: pool.count }, () => average(pool)));
  const moved = [...positions];
  for (const [rank, index] of order.entries()) {
    moved[index] = Math.min(Math.max(starts[rank]!, 0), room) + rank * gap;
  }
  return moved;
}

function average(pool: { readonly sum: number; readonly count: number }): number {
  return pool.sum / pool.count;
}
