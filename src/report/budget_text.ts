import { type Budget, budgetAmount } from "../spec/mod.ts";
import { amountText } from "./number_text.ts";

/** A budget in words: `20,000 training examples`. */
export function budgetText(budget: Budget): string {
  return `${amountText(budgetAmount(budget))} ${budgetUnit(budget)}`;
}

/** What a budget counts, for sentences and axes. */
export function budgetUnit(budget: Budget): string {
  switch (budget.kind) {
    case "steps":
      return "training steps";
    case "examples":
      return "training examples";
    case "flops":
      return "training FLOPs";
    case "seconds":
      return "seconds of training";
    default:
      return budget satisfies never;
  }
}
