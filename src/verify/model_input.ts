import type { ModelInput } from "../contract/mod.ts";
import type { StoredTensor } from "../checkpoint/mod.ts";
import type { BlueprintInput, Configuration, ModelKind } from "../pytorch/mod.ts";
import { usageError } from "../spec/mod.ts";
import * as tf from "../tensor/tf.ts";
import { type FixtureCase, stored } from "./fixture_case.ts";
import { digitRuns } from "./digit_runs.ts";

/** The input of a case, ready for our model, and its size. */
export interface FixtureInput {
  readonly input: ModelInput;
  readonly size: BlueprintInput;
}

/**
 * The stored input as our models take it.
 *
 * @throws {BenchError} With exit code 2 for a shape that the kind of model does not take.
 */
export function modelInput(
  fixture: FixtureCase,
  kind: ModelKind,
  configuration: Configuration,
): FixtureInput {
  const x = stored(fixture, "input/x");
  if (kind === "ctm_qamnist" || kind === "lstm_qamnist") {
    const { iterations_per_question_part: repeats } = configuration as Configuration<
      "ctm_qamnist" | "lstm_qamnist"
    >;
    return questionInput(x, stored(fixture, "input/z"), repeats);
  }
  const input = mapInput(x);
  const [, height, width, channels] = input.shape;
  return { input, size: { height, width, channels } };
}

/**
 * `[batch, height, width, channels]` from maps `[batch, channels, height, width]`, tokens `[batch,
 * channels, tokens]` or a sequence `[batch, length]`.
 */
function mapInput({ shape, data }: StoredTensor): tf.Tensor4D {
  const [batch, second, ...rest] = shape as [number, number, ...number[]];
  if (shape.length < 2 || shape.length > 4) {
    throw usageError(`input/x has shape [${shape}], expected two to four axes`);
  }
  return tf.tidy(() => {
    const x = tf.tensor(Float32Array.from(data), [...shape]);
    if (rest.length === 0) return tf.reshape(x, [batch, second, 1, 1]);
    const map = rest.length === 2 ? x : tf.expandDims(x, 3);
    return tf.transpose(map, [0, 2, 3, 1]) as tf.Tensor4D;
  });
}

/**
 * Images `[batch, ticks, channels, height, width]`, one for every tick, and a question `[batch,
 * ticks]`, one part for every tick.
 *
 * @param repeats Ticks of each part.
 */
function questionInput(x: StoredTensor, z: StoredTensor, repeats: number): FixtureInput {
  if (x.shape.length !== 5) {
    throw usageError(
      `input/x has shape [${x.shape}], expected [batch, ticks, channels, height, width]`,
    );
  }
  const [batch, ticks, channels, height, width] = x.shape as [
    number,
    number,
    number,
    number,
    number,
  ];
  const { count, length } = digitRuns(x.data, { batch, ticks, size: channels * height * width });
  const digits = tf.tidy(() => {
    const all = tf.tensor(Float32Array.from(x.data), [batch, ticks, channels, height, width]);
    const chosen = Array.from(
      { length: count },
      (_, digit) => tf.slice(all, [0, digit * length], [batch, 1]),
    );
    return tf.transpose(tf.concat(chosen, 1), [0, 1, 3, 4, 2]) as tf.Tensor5D;
  });
  const question = tf.tensor2d(...questionParts(z, { batch, repeats }), "int32");
  return {
    input: { digits, question },
    size: { height, width, channels, ticksPerDigit: length },
  };
}

/** One column for each part, with its shape. */
function questionParts(
  { shape, data }: StoredTensor,
  { batch, repeats }: { readonly batch: number; readonly repeats: number },
): [Int32Array, [number, number]] {
  const columns = shape.length === 2 && shape[0] === batch ? shape[1]! : 0;
  if (columns === 0 || columns % repeats !== 0) {
    throw usageError(
      `input/z has shape [${shape}], expected [${batch}, a multiple of ${repeats} ticks a part]`,
    );
  }
  const parts = columns / repeats;
  const chosen = Int32Array.from(
    { length: batch * parts },
    (_, i) => data[Math.floor(i / parts) * columns + (i % parts) * repeats]!,
  );
  const steady = data.every((code, i) => {
    const column = i % columns;
    return code === chosen[Math.floor(i / columns) * parts + Math.floor(column / repeats)];
  });
  if (!steady) throw usageError(`input/z changes within a part of the question`);
  return [chosen, [batch, parts]];
}
