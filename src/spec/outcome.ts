import type { Spend } from "./budget.ts";
import type { GitState } from "./job.ts";
import type { BackendName } from "./run_spec.ts";

/** A point of the learning curve: one validation. */
export interface CurvePoint {
  /** Everything spent when the validation was made. */
  readonly spend: Spend;
  /** Part of the budget used, 0 to 1. */
  readonly progress: number;
  /** Mean training loss of the steps since the previous point. */
  readonly trainLoss: number;
  readonly validationLoss: number;
  /** Fraction correct, 0 to 1, at the readout tick, over all positions. */
  readonly validationAccuracy: number;
  /** Learning rate of the last step. */
  readonly learningRate: number;
  /** Global gradient norm of the last step, before clipping. */
  readonly gradientNorm: number;
}

/** Accuracy when the prediction of a fixed tick is read. */
export interface TickMetrics {
  /** 1 to T. */
  readonly tick: number;
  readonly accuracy: number;
  readonly loss: number;
  /** Mean certainty (1 - normalised entropy). */
  readonly certainty: number;
}

/** How a run ended. A diverged run is a result: its accuracy counts as chance. */
export interface Outcome {
  readonly schema: 1;
  readonly runId: string;
  readonly status: "completed" | "diverged";
  /** Why, for a diverged run; empty otherwise. */
  readonly detail: string;
  readonly spend: Spend;
  /** Of the test split, read once; for a diverged run chance level, `null` losses. */
  readonly test: {
    /** Fraction of right answers at the readout tick, over all positions of all examples. */
    readonly accuracy: number;
    /** Fraction of examples all of whose positions are right; `accuracy` where there is one. */
    readonly solved: number;
    /** Accuracy of guessing: 1 over the number of classes. */
    readonly chance: number;
    readonly loss: number | null;
    readonly examples: number;
    /** Mean readout tick, 1 to T. */
    readonly meanTick: number;
    readonly perTick: readonly TickMetrics[];
  };
  /** Of the last validation. */
  readonly validation: { readonly accuracy: number; readonly loss: number | null };
  readonly parameters: number;
  /** Counted forward FLOPs of one example. */
  readonly flopsPerExample: number;
  readonly seconds: {
    /** The first step, which compiles and allocates; off the training clock. */
    readonly warmup: number;
    readonly training: number;
    /** Of the steps, waiting for other replicas and averaging; absent where there is one. */
    readonly exchange?: number | undefined;
    /** Validations and the test, without reading their examples. */
    readonly evaluation: number;
    /**
     * From the start of the process to the first step, without `data` and `files`; `null`, as those
     * two, in files of earlier versions, whose `total` begins when the program is loaded.
     */
    readonly start: number | null;
    /** Reading, checking or making examples. */
    readonly data: number | null;
    /** Writing files, up to that of the outcome itself. */
    readonly files: number | null;
    /** From the start to the end; of all processes of the run, where one went on from another. */
    readonly total: number;
  };
  /** SHA-256 over the parameters at the end: equal for equal runs on a deterministic backend. */
  readonly parametersSha256: string;
}

/**
 * Per-example, per-tick results on the test or the validation split, in the split's own order. A tick here is one that
 * can be read: of sorting, whose answer is made of all ticks, there is one.
 */
export interface Predictions {
  /** Number of examples n. */
  readonly examples: number;
  /** Number of ticks T. */
  readonly ticks: number;
  readonly classes: number;
  /** Number of answers P of one prediction: 1 for classification. */
  readonly positions: number;
  /** True classes, `[n, P]` row-major. */
  readonly labels: Uint16Array;
  /** Predicted classes, `[n, T, P]` row-major. */
  readonly predicted: Uint16Array;
  /** Softmax probability of the predicted class, averaged over positions, `[n, T]`. */
  readonly confidence: Float32Array;
  /** `[n, T]`. */
  readonly certainty: Float32Array;
  /** Tick read out for each example, 0-based, `[n]`. */
  readonly readoutTick: Uint16Array;
  /**
   * Minus the natural logarithm of the probability of the right class, averaged over positions,
   * `[n, T]`; `null` together with `brier`, where answers have no probability of their own
   * (sorting) and in files of earlier versions.
   */
  readonly logLoss: Float32Array | null;
  /** Brier score over all classes, 0 to 2, averaged over positions, `[n, T]`; see `logLoss`. */
  readonly brier: Float32Array | null;
}

/** What one example does inside the model over the ticks, for the activity and attention charts. */
export interface Activity {
  /** Index in the test split. */
  readonly example: number;
  readonly label: number;
  readonly classNames: readonly string[];
  readonly image: {
    readonly height: number;
    readonly width: number;
    readonly channels: number;
    /** Row-major, channels last, 0 to 255. */
    readonly pixels: readonly number[];
  };
  /** Post-activations, `[ticks][neurons]`. */
  readonly neurons: readonly (readonly number[])[];
  /** Attention weights averaged over heads, `[ticks][tokens]`; empty for a model without attention. */
  readonly attention: readonly (readonly number[])[];
  /** Height and width of the token grid, row-major. */
  readonly grid: readonly [number, number];
  /** Per tick: predicted class, its probability, certainty. */
  readonly perTick: readonly {
    readonly predicted: number;
    readonly confidence: number;
    readonly certainty: number;
  }[];
}

/** Where and with what a run was made. No host names, no paths, no environment variables. */
export interface Environment {
  readonly schema: 1;
  /** ISO 8601, UTC. */
  readonly started: string;
  readonly versions: { readonly [name: string]: string };
  readonly code: string;
  readonly git: GitState | null;
  /** SHA-256 of `deno.lock`, or `null` where it was not recorded. */
  readonly lockFile: string | null;
  /** The flags of the command, by name; values that may hold paths are left out. */
  readonly flags: { readonly [name: string]: readonly string[] };
  readonly backend: {
    readonly name: BackendName;
    readonly device: string;
    /** Worst error of the numerical self-test over its tolerance. */
    readonly selfTest: number;
    /** The set of kernels that computed and its build, for example `fused (relaxed FMA)`. */
    readonly kernels: string;
  };
  readonly machine: {
    readonly os: string;
    readonly arch: string;
    readonly cpu: string;
    readonly cores: number;
    readonly memoryGiB: number;
    /** What a container allows of it; `null` without a limit. */
    readonly limits: { readonly cores: number | null; readonly memoryGiB: number | null };
  };
  readonly dataSha256: string;
  /** SHA-256 of the claim that the run belongs to, or `null`. */
  readonly claim: string | null;
  /** Anything a reader should know: fallbacks taken, limits met. */
  readonly notices: readonly string[];
}
