import type { Predictions } from "./outcome.ts";

/** How many positions of an example are right when a tick is read. @param tick 0-based. */
export function rightAnswers(
  { ticks, positions, labels, predicted }: Pick<
    Predictions,
    "ticks" | "positions" | "labels" | "predicted"
  >,
  example: number,
  tick: number,
): number {
  const answer = (example * ticks + tick) * positions;
  const label = example * positions;
  let right = 0;
  for (let position = 0; position < positions; position++) {
    if (predicted[answer + position] === labels[label + position]) right++;
  }
  return right;
}
