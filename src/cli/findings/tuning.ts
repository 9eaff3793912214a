import {
  type Comparison,
  modelTuningFindings,
  type TuningFindings,
  tuningRows,
  type TuningVerdicts,
} from "../../analysis/mod.ts";
import { BenchError, bestTrial, EXIT, type SweepSpec, type Tuning } from "../../spec/mod.ts";
import { readTuning, type StoredStudy } from "../../store/mod.ts";
import { compareStudy } from "../compare_study.ts";

/**
 * How the settings of a study were found, and its verdicts after shorter searches.
 *
 * @param directory The study's folder.
 * @param comparisons With the settings of the whole search.
 * @returns `null` for a study that was not tuned.
 * @throws {BenchError} With exit code 1 if the search beside the study is another one; as
 * `readTuning` and `compareStudy`.
 */
export async function findTuning(
  directory: string,
  { study, variants, comparisons }: {
    readonly study: StoredStudy;
    readonly variants: ReadonlyMap<string, StoredStudy>;
    readonly comparisons: readonly Comparison[];
  },
): Promise<TuningFindings | null> {
  const { sweep, code } = study.plan;
  if (sweep.tuning === null) return null;
  const tuning = await readTuning(directory);
  if (tuning.sha256 !== sweep.tuning.sha256) {
    throw new BenchError(
      `${directory}/tuning.json is not the search that the study was made with; run the same bench command again`,
      EXIT.internal,
    );
  }
  const { trials, sampler, seed, budget } = sweep.tuning;
  const shorter: TuningVerdicts[] = [];
  for (const variant of variants.values()) {
    const { variant: kind } = variant.plan;
    if (kind?.kind !== "tuning") continue;
    shorter.push({
      trials: kind.trials,
      comparisons: (await compareStudy(directory, variant)).comparisons,
      sameBest: sameBest(tuning, kind.trials),
    });
  }
  const whole = { trials, comparisons, sameBest: tuning.models.map(({ model }) => model) };
  const verdicts = [...shorter.sort((a, b) => a.trials - b.trials), whole];
  const searched = tuning.models.filter(({ model }) =>
    sweep.models.some(({ name }) => name === model)
  );
  return {
    sha256: tuning.sha256,
    trials,
    sampler,
    seed,
    budget,
    borrowed: tuning.borrowed,
    models: searched.flatMap((search) => modelTuningFindings(search) ?? []),
    verdicts,
    rows: tuningRows(verdicts),
    notices: noticesOf(sweep, tuning, code),
  };
}

function sameBest({ models }: Tuning, count: number): string[] {
  return models
    .filter(({ trials }) => bestTrial(trials, count)?.position === bestTrial(trials)?.position)
    .map(({ model }) => model);
}

function noticesOf(sweep: SweepSpec, tuning: Tuning, code: string): string[] {
  const { seed } = sweep.tuning!;
  return [
    ...(tuning.code === code ? [] : [
      "the search was made with other code than the runs; its settings may not be the best of this code",
    ]),
    ...(sweep.seeds.includes(seed)
      ? [`seed ${seed} trained the trials and is one of the study's seeds`]
      : []),
  ];
}
