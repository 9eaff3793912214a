import { type ClaimSpec, claimSpecSchema } from "../../src/spec/mod.ts";

/** What a claim file holds, before defaults: a claim about two data sets with five seeds. */
export function exampleClaimContent(change: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    schema: 1,
    name: "example",
    text: "The CTM leads the LSTM and matches or trails the CNN",
    parts: [
      { statement: "leads", baseline: "lstm" },
      { statement: "matches or trails", baseline: "cnn" },
    ],
    combination: "all",
    datasets: [
      { name: "mnist", splits: { validation: 100, test: 400 } },
      { name: "fashion-mnist", splits: { validation: 100, test: 400 } },
    ],
    models: ["ctm", "lstm", "cnn"],
    match: "params",
    preset: "quick",
    budget: { primary: "examples=640" },
    tuning: { kind: "none", reason: "all settings are those of the preset" },
    tickRule: "paper",
    seeds: [1, 2, 3, 4, 5],
    estimand: "difference in test accuracy",
    scope: "population",
    alpha: 0.05,
    margin: { value: "1.0pp", reason: "less is not worth an argument" },
    comparisons: 4,
    failurePolicy: "diverged runs count at chance level",
    exclusions: "none",
    confirmatory: "reference cell",
    refutedBy: "the CTM matches or trails the LSTM, or leads the CNN",
    ...change,
  };
}

/** {@link exampleClaimContent} with defaults. */
export function exampleClaim(change: Record<string, unknown> = {}): ClaimSpec {
  return claimSpecSchema.parse(exampleClaimContent(change));
}
