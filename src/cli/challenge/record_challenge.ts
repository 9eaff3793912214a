import { join } from "node:path";
import { BenchError, canonicalJson, type Challenge, EXIT, type Plan } from "../../spec/mod.ts";
import {
  readChallenges,
  readVariants,
  type StoredStudy,
  studyFolder,
  writeChallenge,
  writeJson,
} from "../../store/mod.ts";

/** Keeps the plan of the challenge once all its runs are there. */
export async function storeChallengePlan(
  directory: string,
  plan: Plan,
  number: number,
): Promise<StoredStudy> {
  const { variants } = studyFolder(directory);
  const name = `challenge-${number}`;
  await Deno.mkdir(variants, { recursive: true });
  await writeJson(join(variants, `${name}.json`), plan);
  const stored = (await readVariants(directory)).get(name)!;
  const [missing] = stored.missing;
  if (missing === undefined) return stored;
  await Deno.remove(join(variants, `${name}.json`));
  throw new BenchError(
    `${stored.missing.length} runs of the challenge are missing, first seed ${missing.seed} (${missing.why}); run the same command again to run them`,
    EXIT.incomplete,
  );
}

/** Adds the record, unless the last one says the same, and tells the outcome. */
export async function recordChallenge(
  directory: string,
  found: Challenge,
  print: (line: string) => void,
): Promise<void> {
  const last = (await readChallenges(directory)).at(-1);
  const same = last !== undefined &&
    canonicalJson({ ...last, number: 0 }) === canonicalJson({ ...found, number: 0 });
  if (same) {
    const { variants } = studyFolder(directory);
    await Deno.remove(join(variants, `challenge-${found.number}.json`));
  } else {
    await writeChallenge(directory, found);
  }
  const { number, outcome, winner, loser, trials, before, after } = same ? last : found;
  print(
    `challenge ${number} of ${winner} against ${loser} with ${trials.length} trials: ${outcome}`,
  );
  print(`  before: ${before.sentence}`);
  print(`  after:  ${after.sentence}`);
  print("");
}
