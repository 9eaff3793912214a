import { BenchError, type Budget, parseBudget, usageError } from "../../spec/mod.ts";

/**
 * Reads the budget of a trial: a part of a run's budget such as `0.25x`, or an amount such as
 * `examples=5000`.
 *
 * @param primary The budget of a run.
 * @throws {BenchError} With exit code 2 for anything else.
 */
export function parseTrialBudget(text: string, primary: Budget): Budget {
  const part = /^(\d+(?:\.\d+)?|\.\d+)x$/.exec(text)?.[1];
  if (part !== undefined && Number(part) > 0) return scaled(primary, Number(part));
  try {
    return parseBudget(text);
  } catch (error) {
    if (!(error instanceof BenchError)) throw error;
    throw usageError(
      `--trial-budget ${text}: expected a part of a run's budget such as 0.25x, or an amount such as examples=5000`,
    );
  }
}

function scaled(budget: Budget, part: number): Budget {
  // Rounded first: 0.1 * 30 is 3.0000000000000004.
  const whole = (amount: number) => Math.max(1, Math.ceil(Number((amount * part).toPrecision(12))));
  switch (budget.kind) {
    case "steps":
      return { kind: "steps", steps: whole(budget.steps) };
    case "examples":
      return { kind: "examples", examples: whole(budget.examples) };
    case "flops":
      return { kind: "flops", flops: budget.flops * part };
    case "seconds":
      return { kind: "seconds", seconds: budget.seconds * part };
    default:
      return budget satisfies never;
  }
}
