import { matchWidth } from "../../baselines/match.ts";
import { find, MODELS } from "../catalog.ts";
import type { ModelSize, ProblemShape } from "../contract/mod.ts";

/** A model of a case with complete options. */
export interface PerfModel {
  readonly name: ModelName;
  readonly options: unknown;
  readonly size: ModelSize;
}

/** A model that is timed. */
export type ModelName = "ctm" | "lstm" | "cnn";

/** One size at which training steps are timed, on inputs that are drawn. */
export interface PerfCase {
  readonly name: string;
  readonly description: string;
  readonly batchSize: number;
  readonly shape: ProblemShape;
  readonly models: readonly PerfModel[];
}

/** Options, defaults left out. */
export type Options = Readonly<Record<string, unknown>>;

/** What a case is made from: `matched` models are as large as the CTM in parameters. */
export interface CaseParts {
  readonly name: string;
  readonly description: string;
  readonly batchSize: number;
  readonly input: Pick<ProblemShape, "height" | "width" | "channels">;
  readonly ctm: Options;
  readonly lstm?: Options;
  readonly cnn?: Options;
  readonly matched: boolean;
}

/** Completes the options of a case, and chooses the widths that are matched. */
export function perfCase(parts: CaseParts): PerfCase {
  const { name, description, batchSize, matched } = parts;
  const shape: ProblemShape = {
    ...parts.input,
    positions: 1,
    classes: 10,
    presentation: { kind: "attended" },
  };
  const ctm = modelOf("ctm", parts.ctm, shape);
  const target = matched ? ctm.size.parameters : null;
  const baselines = (["lstm", "cnn"] as const).flatMap((model) => {
    const options = parts[model];
    return options === undefined ? [] : [modelOf(model, options, shape, target)];
  });
  return { name, description, batchSize, shape, models: [ctm, ...baselines] };
}

/** @param target Parameters that the width is chosen for, or `null` to leave it as it is. */
function modelOf(
  name: ModelName,
  given: Options,
  shape: ProblemShape,
  target: number | null = null,
): PerfModel {
  const entry = find("model", MODELS, name);
  const complete = (options: Options) => entry.options.parse(options);
  if (target === null || entry.width === null) {
    const options = complete(given);
    return { name, options, size: entry.size(options, shape) };
  }
  const { option } = entry.width;
  const atWidth = (width: number) => complete({ ...given, [option]: width });
  const { width } = matchWidth(
    (width) => entry.size(atWidth(width), shape).parameters,
    target,
    entry.width,
  );
  const options = atWidth(width);
  return { name, options, size: entry.size(options, shape) };
}
