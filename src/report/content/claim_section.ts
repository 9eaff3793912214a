import type { ClaimPartFinding, ClaimState } from "../../analysis/claim_part.ts";
import type { ClaimSpec } from "../../spec/claim.ts";
import { probabilityText } from "../number_text.ts";
import { modelName } from "../series.ts";
import type { ReportInput } from "../study.ts";
import {
  type Block,
  countOf,
  numberCell,
  type Section,
  sentence,
  tableBlock,
  type Tone,
  wordCell,
} from "./blocks.ts";

/** The claim that a study is part of, with what its data set says. Nothing for other studies. */
export function claimSection(input: ReportInput): Section[] {
  const { claim: found } = input;
  if (found === null) return [];
  if (found.kind === "unregistered") {
    return [{
      id: "claim",
      heading: "Claim",
      exploratory: false,
      blocks: [{
        kind: "paragraph",
        text: `This study was planned for the claim ${found.name} (${
          found.sha256.slice(0, 12)
        }), whose files are not in the folder above: what was registered cannot be told from here.`,
      }],
    }];
  }
  const { claim, finding, sha256, locked, deviations } = found;
  const others = claim.datasets.filter(({ name }) => name !== finding.dataset);
  return [{
    id: "claim",
    heading: "Claim",
    exploratory: false,
    blocks: [
      {
        kind: "state",
        label: finding.state,
        tone: toneOf(finding.state),
        sentence: `${sentence(claim.text)} On ${finding.dataset}: ${finding.state}.`,
        notes: [
          ...partNotes(finding.parts),
          `Registered as ${sha256.slice(0, 12)} and locked at ${locked}, before the first run.`,
          ...(others.length === 0 ? [] : [
            `The claim is also about ${
              others.map(({ name }) => name).join(", ")
            }: its state over all of them is in the report of the folder above.`,
          ]),
        ],
      },
      claimLimits(claim),
      deviationList(deviations),
    ],
  }];
}

/** How a state of a claim is shown. */
export function toneOf(state: ClaimState): Tone {
  switch (state) {
    case "supported":
      return "positive";
    case "refuted":
      return "negative";
    case "undetermined":
      return "open";
    default:
      return state satisfies never;
  }
}

/** Why each part has its state, and what is missing. */
export function partNotes(parts: readonly ClaimPartFinding[]): string[] {
  return parts.flatMap((part) => [
    sentence(`${partText(part)} is ${part.state}: ${part.reason}`),
    ...(part.missing === null ? [] : [sentence(`To decide it: ${part.missing}`)]),
  ]);
}

/** The parts of a claim on its data sets as a table. */
export function partTable(parts: readonly ClaimPartFinding[]): Block {
  return tableBlock(
    "Every part of the claim on every data set, each tested on its own: all of them have to hold. p is that of the part's own test.",
    ["data set", "part", "state", ">p", "why"],
    {
      rows: parts.map((part) => [
        wordCell(part.dataset),
        wordCell(partText(part)),
        wordCell(part.state),
        numberCell(part.comparison === null ? null : part.p, probabilityText),
        wordCell(part.reason),
      ]),
    },
  );
}

/** What a claim's state does not mean, whichever it is. */
export function claimLimits(claim: ClaimSpec): Block {
  const names = claim.datasets.map(({ name }) => name).join(", ");
  const tuning = claim.tuning.kind === "none"
    ? `No model was tuned: ${claim.tuning.reason}`
    : `Every model was tuned with ${
      countOf(claim.tuning.trials, "trial")
    } (${claim.tuning.sampler})`;
  return {
    kind: "list",
    title: "What the claim does not mean",
    items: [
      `It is about ${names}, not about images or data in general.`,
      `It is about a budget of ${claim.budget.primary} per run and the model sizes of the preset ${claim.preset}. Larger models or budgets may order the models differently.`,
      sentence(tuning),
      sentence(`The margin is ${claim.margin.value}: ${claim.margin.reason}`),
      sentence(`It would be refuted by this: ${claim.refutedBy}`),
      "Undetermined is not refuted: it says what is missing.",
    ],
  };
}

/** What was done otherwise than registered. */
export function deviationList(deviations: readonly string[]): Block {
  return {
    kind: "list",
    title: "Deviations from what was registered",
    items: deviations.length === 0 ? ["None."] : deviations.map(sentence),
  };
}

function partText({ statement, baseline }: ClaimPartFinding): string {
  return `“${statement} ${modelName(baseline)}”`;
}

/** Everything that a claim fixes, as a table. */
export function registrationTable(claim: ClaimSpec): Block {
  const rows: [string, string][] = [
    [
      "data sets",
      claim.datasets.map(({ name, splits }) =>
        `${name} (${splits.validation} for validation, ${splits.test} for the test)`
      ).join(", "),
    ],
    ["must hold on", claim.combination === "all" ? "all of them" : "more than half of them"],
    ["models", claim.models.map(modelName).join(", ")],
    ["size matching", claim.match],
    ["recipe", `preset ${claim.preset}${flagsText(claim.flags)}`],
    ["primary budget", claim.budget.primary],
    ["secondary budgets", claim.budget.secondary.join(", ") || "none"],
    ["tick rule", claim.tickRule],
    ["seeds", claim.seeds.join(", ")],
    ["looks", claim.looks === null ? "one, with all seeds" : claim.looks.join(", ")],
    ["estimand", claim.estimand],
    ["scope", claim.scope],
    ["level", `α = ${claim.alpha}, shared by m = ${claim.comparisons} comparisons`],
    ["margin", claim.margin.value],
    ["failures", claim.failurePolicy],
    ["exclusions", claim.exclusions],
    ["confirmatory", claim.confirmatory],
    ["tuning", claim.tuning.kind === "none" ? "none" : tuningText(claim.tuning)],
  ];
  return tableBlock("What was registered before the first run.", ["what", "value"], {
    rows: rows.map((row) => row.map(wordCell)),
  });
}

function flagsText(flags: ClaimSpec["flags"]): string {
  const parts = Object.entries(flags).map(([name, value]) => `--${name} ${value}`);
  return parts.length === 0 ? "" : `, ${parts.join(" ")}`;
}

function tuningText(tuning: Extract<ClaimSpec["tuning"], { kind: "search" }>): string {
  return `${tuning.trials} trials of ${tuning.budget} per model, sampler ${tuning.sampler}, chosen by ${tuning.metric}`;
}
