import type { ClaimSpec } from "../spec/claim.ts";
import type { ClaimDatasetFinding } from "./claim.ts";

/** What a study says about the claim that it is part of. */
export type ClaimFindings =
  | {
    readonly kind: "registered";
    readonly claim: ClaimSpec;
    /** SHA-256 of the claim as registered. */
    readonly sha256: string;
    /** When it was locked, ISO 8601. */
    readonly locked: string;
    /** On the data set of the study. */
    readonly finding: ClaimDatasetFinding;
    /** What was changed in the claim, and done otherwise in this study. */
    readonly deviations: readonly string[];
  }
  /** The study is no longer beside the claim's files. */
  | { readonly kind: "unregistered"; readonly name: string; readonly sha256: string };
