/** A symbol and the tick that showed it first, 0-based. */
export interface Emission {
  readonly symbol: number;
  readonly tick: number;
}

/**
 * Reads a sequence from the most probable class of every tick: blanks are dropped and a class that
 * equals the last symbol is the same one, with blanks between them too. (So a decoded sequence
 * has no equal neighbours, which an order of distinct numbers does not need.)
 *
 * @param classes Of each tick.
 *
 * Source: specification, section 5, "Sort / CTC": as the authors decode.
 */
export function decodeGreedy(classes: Iterable<number>, blank: number): readonly Emission[] {
  const emissions: Emission[] = [];
  let tick = 0;
  for (const symbol of classes) {
    if (symbol !== blank && symbol !== emissions.at(-1)?.symbol) emissions.push({ symbol, tick });
    tick++;
  }
  return emissions;
}
