import type { Challenge } from "../../spec/mod.ts";
import { budgetText } from "../budget_text.ts";
import { modelName } from "../series.ts";
import { settingsText } from "../settings_text.ts";
import type { ReportInput } from "../study.ts";
import { type Block, countOf, type Section } from "./blocks.ts";

/** What skeptics found when they tuned the loser of a comparison again. */
export function challengeSection({ challenges }: ReportInput): Section[] {
  if (challenges.length === 0) return [];
  return [{
    id: "challenges",
    heading: "Challenges",
    exploratory: false,
    blocks: [
      {
        kind: "paragraph",
        text:
          "In a challenge the loser of a comparison is tuned again with more trials and runs with what was found; the winner keeps its settings and runs. A verdict that changes is overturned.",
      },
      ...challenges.map(challengeBlock),
    ],
  }];
}

function challengeBlock(challenge: Challenge): Block {
  const { number, winner, loser, outcome, before, after, trials, budget } = challenge;
  const winnerTuned = challenge.winnerTrials === 0
    ? `${modelName(winner)} was not tuned`
    : `${modelName(winner)} had ${countOf(challenge.winnerTrials, "trial")}`;
  const earlier = challenge.loserTrialsBefore === 0
    ? "none before"
    : `${challenge.loserTrialsBefore} before`;
  return {
    kind: "state",
    label: outcome,
    tone: outcome === "upheld" ? "positive" : "negative",
    sentence: `Challenge ${number}: ${modelName(loser)} tuned with ${
      countOf(trials.length, "trial")
    } against ${modelName(winner)}: ${outcome}.`,
    notes: [
      `Before: ${before.sentence}.`,
      `After: ${after.sentence}.`,
      `${modelName(loser)} had ${countOf(trials.length, "trial")} (${earlier}) of ${
        budgetText(budget)
      } each; ${winnerTuned}.`,
      challenge.settingsChanged
        ? `Its settings became ${settingsText(challenge.settings)}.`
        : "Its settings stayed: none of the further trials was better on validation.",
    ],
  };
}
