import type { StudyComparison } from "../compare_study.ts";

/** Why a study may not count for or against a claim; `null` when nothing is in the way. */
export function studyObstacle({ identical }: StudyComparison): string | null {
  return identical.length === 0 ? null : `${identical.join("; ")}: the seeds are not independent`;
}
