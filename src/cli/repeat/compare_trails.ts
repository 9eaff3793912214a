import type { StoredTrail } from "../../store/mod.ts";
import type { Agreement } from "./agreement.ts";

/**
 * The first step at which a run and its repetition part, as one line; `null` if they do not.
 * Digests of parameters count only where every bit does.
 */
export function compareTrails(
  stored: StoredTrail,
  repeated: StoredTrail,
  { exact, agree }: Agreement,
): string | null {
  const steps = [...new Set([...stored.losses.keys(), ...repeated.losses.keys()])]
    .sort((a, b) => a - b);
  const differences = steps.flatMap((step) => {
    const loss = [stored.losses.get(step), repeated.losses.get(step)] as const;
    if (loss[0] === undefined || loss[1] === undefined) {
      return [{
        step,
        what: `only the ${loss[0] === undefined ? "repetition" : "stored run"} has it`,
      }];
    }
    if (!agree(loss[0], loss[1])) {
      return [{ step, what: `training loss ${loss[0]} stored, ${loss[1]} repeated` }];
    }
    const digests = [stored.parameters.get(step), repeated.parameters.get(step)] as const;
    return exact && digests[0] !== digests[1]
      ? [{ step, what: "the losses up to it agree, the parameters after it do not" }]
      : [];
  });
  const [first] = differences;
  if (first === undefined) return null;
  const count = `${differences.length} of ${steps.length} steps differ`;
  return `first divergent step ${first.step}: ${first.what}; ${count}`;
}
