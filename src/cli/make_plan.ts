import {
  type BackendName,
  type KernelSet,
  kernelsOf,
  type Plan,
  type PlannedRun,
  requireEqualParts,
  resolveKernels,
  runId,
  type RunSpec,
  type SweepSpec,
} from "../spec/mod.ts";
import type { DataFacts } from "../../datasets/mod.ts";
import type { CatalogView, ModelView } from "./catalog_view.ts";
import { isReferenceModel } from "./catalog_view.ts";
import { cellOf, gridPoints, isAtPoint, pointText, withPoint } from "./cells.ts";
import { type ModelOptions, validOptions } from "./model_options.ts";
import { sizeBaseline, type SizedTrial } from "./size_baseline.ts";

/** What a plan depends on besides its sweep. */
export interface PlanContext {
  readonly data: DataFacts;
  readonly backend: Plan["backend"];
  /** SHA-256 of the worker side's code. */
  readonly code: string;
}

/**
 * Expands a study into its runs: every cell of the CTM's grid and every baseline once, for each
 * seed. Baselines are sized to the reference cell. Within a seed the reference and the baselines
 * come first, in an order that alternates between seeds (ABBA), so that a drift of the machine
 * favours none of them.
 *
 * @throws {BenchError} With exit code 2 for a cell that the model's options do not allow, for
 * kernels or replicas that the backend does not have, and with exit code 7 for a baseline that cannot be matched
 * within 2 %.
 */
export function makePlan<Shape>(
  sweep: SweepSpec,
  catalog: CatalogView<Shape>,
  context: PlanContext,
): Plan {
  const backend = context.backend.name;
  const kernels = resolveKernels(kernelsOf(sweep), backend);
  requireEqualParts({ ...sweep, backend });
  const shape = catalog.shapeOf(sweep.problem, context.data);
  const modelsWithOptions = sweep.models.map(({ name, options }) => {
    const entry = catalog.models.find((model) => model.name === name);
    if (entry === undefined) throw new RangeError(`Cannot find the model ${name} in the catalog`);
    return { entry, options };
  });
  const main = modelsWithOptions.find(({ entry }) => isReferenceModel(entry)) ?? null;
  const cells = main === null ? [] : expandCells(sweep, { ...main, shape });
  const reference = cells.find(({ trial }) => trial.role === "reference") ?? null;
  if (main !== null && reference === null) {
    throw new RangeError("Cannot plan a sweep whose reference cell is not among its cells");
  }
  const baselines = modelsWithOptions
    .filter(({ entry }) => !isReferenceModel(entry))
    .map((model) => sizeBaseline(sweep, { ...model, shape, reference: reference?.trial ?? null }));
  const compared = reference === null ? baselines : [reference, ...baselines];
  const explored = cells.filter((cell) => cell !== reference);
  const sized = [...compared, ...explored];
  const order = interleave(compared.length, sized.length, sweep);

  return {
    schema: 1,
    variant: null,
    sweep,
    backend: context.backend,
    data: { sha256: context.data.sha256 },
    code: context.code,
    trials: sized.map(({ trial }) =>
      reference === null ? trial : {
        ...trial,
        parameterRatio: trial.parameters / reference.trial.parameters,
        flopRatio: trial.flopsPerExample / reference.trial.flopsPerExample,
      }
    ),
    runs: order.map(({ trial, seed }): PlannedRun => {
      const { trial: { model }, options } = sized[trial]!;
      const spec = runSpecOf(sweep, { model, options, seed, backend, kernels });
      const id = runId(spec, { code: context.code, data: context.data.sha256 });
      return { id, trial, spec };
    }),
  };
}

function expandCells<Shape>(
  sweep: SweepSpec,
  { entry, options, shape }: {
    readonly entry: ModelView<Shape>;
    readonly options: ModelOptions;
    readonly shape: Shape;
  },
): SizedTrial[] {
  return gridPoints(sweep.axes).map((point) => {
    const label = [entry.name, pointText(point, sweep.axes)].filter(Boolean).join(" ");
    const own = validOptions(entry, withPoint(options, point), `the cell ${label}`);
    return {
      options: own,
      trial: {
        label,
        model: entry.name,
        role: isAtPoint(options, point) ? "reference" : "sweep",
        cell: cellOf(own),
        ...entry.size(own, shape),
        parameterRatio: 1,
        flopRatio: 1,
        matched: "",
      },
    };
  });
}

/**
 * The order of the runs as indexes of trials, of which the first `compared` are interleaved. The
 * other ones, the exploratory cells, have the first `sweepSeeds` seeds only.
 */
function interleave(
  compared: number,
  trials: number,
  { seeds, sweepSeeds }: SweepSpec,
): { trial: number; seed: number }[] {
  const indexes = Array.from({ length: trials }, (_, index) => index);
  return seeds.flatMap((seed, round) => {
    const explored = round < sweepSeeds ? indexes.slice(compared) : [];
    const parts = [indexes.slice(0, compared), explored];
    const ordered = round % 2 === 0 ? parts : parts.map((part) => part.toReversed());
    return ordered.flat().map((trial) => ({ trial, seed }));
  });
}

/** The shared recipe with one model, its declared differences and one seed. */
function runSpecOf(
  sweep: SweepSpec,
  { model, options, seed, backend, kernels }: {
    readonly model: string;
    readonly options: ModelOptions;
    readonly seed: number;
    readonly backend: BackendName;
    readonly kernels: KernelSet;
  },
): RunSpec {
  const difference = sweep.recipeDifferences[model];
  return {
    schema: 1,
    problem: sweep.problem,
    dataset: sweep.dataset,
    model: { name: model, options: { ...options } },
    optimiser: difference?.optimiser ?? sweep.optimiser,
    schedule: difference?.schedule ?? sweep.schedule,
    batchSize: sweep.batchSize,
    ...(sweep.dataParallel === undefined ? {} : { dataParallel: sweep.dataParallel }),
    budget: sweep.budget,
    evaluation: sweep.evaluation,
    backend,
    kernels,
    seed,
  };
}
