/** Logits of one example by tick and class, and its symbols. */
export interface SlowCtcInput {
  readonly logits: readonly (readonly number[])[];
  readonly target: readonly number[];
  readonly blank: number;
}

/**
 * The loss by its definition: the probabilities of all ways to label the ticks whose labels, repeats
 * merged and blanks dropped, are the target. Exponential in the ticks.
 */
export function ctcByEnumeration({ logits, target, blank }: SlowCtcInput): number {
  const probabilities = logits.map(softmax);
  const total = (tick: number, path: readonly number[], probability: number): number => {
    if (tick === probabilities.length) return collapses(path, target, blank) ? probability : 0;
    return probabilities[tick]!.reduce(
      (sum, p, label) => sum + total(tick + 1, [...path, label], probability * p),
      0,
    );
  };
  return -Math.log(total(0, [], 1));
}

function collapses(path: readonly number[], target: readonly number[], blank: number): boolean {
  const symbols = path.filter((label, tick) => label !== path[tick - 1] && label !== blank);
  return symbols.length === target.length && symbols.every((label, i) => label === target[i]);
}

/**
 * The loss by a recursion over how many symbols are told and whether a blank follows the last one,
 * in float64 and in the linear domain, each tick scaled to sum 1. For sizes that cannot be
 * enumerated.
 */
export function ctcByCounting({ logits, target, blank }: SlowCtcInput): number {
  const length = target.length;
  // By number of symbols told: the last tick shows the symbol, or a blank.
  let onSymbol: number[] = Array(length + 1).fill(0);
  let onBlank: number[] = [1, ...Array(length).fill(0)];
  let logTotal = 0;
  for (const row of logits) {
    const p = softmax(row);
    const nextOnBlank = onBlank.map((value, told) => p[blank]! * (value + onSymbol[told]!));
    const nextOnSymbol = onSymbol.map((value, told) => {
      if (told === 0) return 0;
      const symbol = target[told - 1]!;
      const direct = symbol === target[told - 2] ? 0 : onSymbol[told - 1]!;
      return p[symbol]! * (value + onBlank[told - 1]! + direct);
    });
    const sum = [...nextOnBlank, ...nextOnSymbol].reduce((a, b) => a + b);
    logTotal += Math.log(sum);
    onBlank = nextOnBlank.map((value) => value / sum);
    onSymbol = nextOnSymbol.map((value) => value / sum);
  }
  return -logTotal - Math.log(onSymbol[length]! + onBlank[length]!);
}

function softmax(logits: readonly number[]): number[] {
  const largest = Math.max(...logits);
  const powers = logits.map((value) => Math.exp(value - largest));
  const sum = powers.reduce((a, b) => a + b);
  return powers.map((power) => power / sum);
}
