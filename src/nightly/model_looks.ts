import { primaryEstimate } from "../analysis/mod.ts";
import type { ModelLook, NightRecord } from "../spec/night_record.ts";
import type { NightStudy } from "./night_study.ts";

/**
 * The models of the suite against each other. A suite runs every night, and a verdict that is read
 * every night is read too often: it is given at a planned look only, which is a night that is pinned,
 * with a planned number of seeds. Any other night shows the interval and repeats that verdict.
 *
 * @param isPinned Whether tonight is the night that later ones are compared with.
 * @param pinned The night of the last formal look, or `null` without one.
 *
 * Source: statistical protocol, 3.7.
 */
export function modelLooks(
  { study, comparisons }: NightStudy,
  { night, isPinned, pinned }: {
    readonly night: string;
    readonly isPinned: boolean;
    readonly pinned: NightRecord | null;
  },
): ModelLook[] {
  const { looks } = study.plan.sweep;
  return comparisons.map((comparison) => {
    const { left, right, seeds } = comparison;
    const estimate = primaryEstimate(comparison);
    const look = isPinned && (looks === null || looks.includes(seeds.length));
    const earlier = pinned?.models.find((one) => one.left === left && one.right === right);
    return {
      left,
      right,
      difference: estimate?.mean ?? null,
      interval: estimate?.difference ?? null,
      look,
      verdict: look ? comparison.verdict : earlier?.verdict ?? null,
      lookNight: look ? night : earlier?.lookNight ?? null,
    };
  });
}
