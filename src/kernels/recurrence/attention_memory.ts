import { NORM_EPSILON } from "../../tensor/mod.ts";
import { mark } from "../profile.ts";
import { contract, multiply, packedFloats, sumRows } from "./products.ts";
import { keepRows, passRows } from "./saved_rows.ts";
import { FLOAT, type Frame, PANEL, type Pass, type Rows, type Section } from "./section.ts";

/** What a memory is made of. */
export interface MemoryOptions {
  readonly tokens: number;
  /** Channels of the features. */
  readonly channels: number;
  /** E, the width of keys and values. */
  readonly width: number;
  /** For each image, how many ticks read it; they follow each other. Default one image, all ticks. */
  readonly reads?: readonly number[];
}

/**
 * Keys and values of all images of a pass: a linear map of their features, a layer normalisation, and
 * the last two thirds of the attention's input map. The scale and shift of the normalisation are
 * folded into that map, so what is kept is the normalised tokens before them.
 */
export interface Memory extends Section {
  readonly tokens: number;
  readonly width: number;
  readonly reads: readonly number[];
  /**
   * Fills the memory.
   *
   * @param features Address of `[batch, tokens, channels]` for each image.
   */
  forward(pass: Pass, features: readonly number[]): void;
  /** Tokens of an image, `[panels][tokens]` panels: keys first, values from row `width` on. */
  keysAndValues(pass: Pass, image: number): Rows;
  /**
   * The same of their gradients, which whoever reads the memory writes before `finish`, after its last
   * look at keys and values: they take their place.
   */
  gradients(pass: Pass, image: number): Rows;
  /**
   * Gradients of the features, after `finish`.
   *
   * @param gradients Address of `[batch, tokens, channels]` for each image, to be written.
   */
  featureGradients(pass: Pass, gradients: readonly number[]): void;
  /** Writes the tokens that keys and values are made of, `[batch, tokens, width]`, to an address. */
  readTokens(pass: Pass, image: number, to: number): void;
}

const LINEAR = "keyValue.linear";
const NORM = "keyValue.norm";
const INPUT = "attention.input";

/** Creates the section of keys and values, see {@link Memory}. */
export function createMemory(
  frame: Frame,
  { tokens, channels, width, reads = [frame.ticks] }: MemoryOptions,
): Memory {
  const { host, batch } = frame;
  const { kernels } = host;
  const images = reads.length;
  /** Panels of one image, and of all. */
  const own = frame.panels * tokens;
  const panels = images * own;
  const both = 2 * width;
  const flops = 2 * batch * images * tokens * width * (channels + both);

  const features = keepRows(frame, { rows: channels, panels });
  const normal = keepRows(frame, { rows: width, panels });
  const keyValues = keepRows(frame, { rows: both, panels });
  const inverses = frame.kept.reserve(panels * PANEL);
  const packedLinear = frame.kept.reserve(packedFloats(width, channels));
  const packedInput = frame.kept.reserve(packedFloats(both, width));
  /** `[width, 2 width]` with the scale, then `[2 width]` with the shift. */
  const folded = frame.kept.reserve(width * both + both);

  const normalGradient = passRows(frame, { rows: width, panels });
  const transposedLinear = frame.passing.reserve(packedFloats(channels, width));
  const transposedInput = frame.passing.reserve(packedFloats(width, both));
  /** Gradients of what is folded. */
  const foldedGradient = frame.passing.reserve(width * both + both);

  const values = (pass: Pass, name: string, count: number) =>
    host.floats(pass.parameter(name), count);

  function fold(pass: Pass): void {
    const weight = values(pass, `${INPUT}.weight`, 3 * width * width);
    const bias = values(pass, `${INPUT}.bias`, 3 * width);
    const scale = values(pass, `${NORM}.scale`, width);
    const shift = values(pass, `${NORM}.shift`, width);
    const to = host.floats(pass.kept(folded), width * both + both);
    const added = Float64Array.from(bias.subarray(width));
    for (let i = 0; i < width; i++) {
      const row = weight.subarray((3 * i + 1) * width, 3 * (i + 1) * width);
      for (let j = 0; j < both; j++) {
        to[i * both + j] = scale[i]! * row[j]!;
        added[j]! += shift[i]! * row[j]!;
      }
    }
    to.set(added, width * both);
  }

  function unfold(pass: Pass): void {
    const weight = values(pass, `${INPUT}.weight`, 3 * width * width);
    const scale = values(pass, `${NORM}.scale`, width);
    const shift = values(pass, `${NORM}.shift`, width);
    const gradients = host.floats(pass.passing(foldedGradient), width * both + both);
    const sums = gradients.subarray(width * both);
    const weightGradient = host.floats(pass.gradient(`${INPUT}.weight`), 3 * width * width);
    const scaleGradient = host.floats(pass.gradient(`${NORM}.scale`), width);
    const shiftGradient = host.floats(pass.gradient(`${NORM}.shift`), width);
    host.floats(pass.gradient(`${INPUT}.bias`), 3 * width).set(sums, width);
    for (let i = 0; i < width; i++) {
      const first = (3 * i + 1) * width;
      let [scaled, shifted] = [0, 0];
      for (let j = 0; j < both; j++) {
        const gradient = gradients[i * both + j]!;
        const entry = weight[first + j]!;
        weightGradient[first + j] = scale[i]! * gradient + shift[i]! * sums[j]!;
        scaled += entry * gradient;
        shifted += entry * sums[j]!;
      }
      scaleGradient[i] = scaled;
      shiftGradient[i] = shifted;
    }
  }

  /** Calls `visit` with each panel of an image and the address of its first example in a tensor. */
  function eachPanel(
    rows: Rows,
    image: number,
    { tensor, features: count }: { readonly tensor: number; readonly features: number },
    visit: (panel: number, example: number, examples: number) => void,
  ): void {
    for (let panel = 0; panel < frame.panels; panel++) {
      const examples = Math.min(PANEL, batch - panel * PANEL);
      for (let token = 0; token < tokens; token++) {
        visit(
          rows.address + FLOAT * (image * own + panel * tokens + token) * rows.panelStride,
          tensor + FLOAT * (panel * PANEL * tokens + token) * count,
          examples,
        );
      }
    }
  }

  function ofImage(rows: Rows, image: number): Rows {
    return { ...rows, address: rows.address + FLOAT * image * own * rows.panelStride };
  }

  return {
    tokens,
    width,
    reads,
    prepare(pass) {
      fold(pass);
      const linear = pass.parameter(`${LINEAR}.weight`);
      kernels.packLeft(linear, pass.kept(packedLinear), width, channels, 1, width);
      kernels.packLeft(pass.kept(folded), pass.kept(packedInput), both, width, 1, both);
    },
    forward(pass, addresses) {
      const from = features.at(pass);
      const to = normal.at(pass);
      addresses.forEach((tensor, image) => {
        eachPanel(from, image, { tensor, features: channels }, (panel, example, examples) => {
          kernels.packPanel(example, tokens * channels, panel, channels, examples);
        });
      });
      multiply(host, {
        matrix: pass.kept(packedLinear),
        rows: width,
        inner: channels,
        from,
        to,
        panels,
        bias: pass.parameter(`${LINEAR}.bias`),
      });
      const stride = to.panelStride;
      kernels.normaliseRows(
        to.address,
        pass.kept(inverses),
        width,
        panels,
        stride,
        NORM_EPSILON,
      );
      multiply(host, {
        matrix: pass.kept(packedInput),
        rows: both,
        inner: width,
        from: to,
        to: keyValues.at(pass),
        panels,
        bias: pass.kept(folded) + FLOAT * width * both,
      });
      mark("keys and values forward", flops);
    },
    keysAndValues: (pass, image) => ofImage(keyValues.at(pass), image),
    gradients: (pass, image) => ofImage(keyValues.at(pass), image),
    begin(pass) {
      const linear = pass.parameter(`${LINEAR}.weight`);
      kernels.packLeft(linear, pass.passing(transposedLinear), channels, width, width, 1);
      kernels.packLeft(pass.kept(folded), pass.passing(transposedInput), width, both, both, 1);
    },
    finish(pass) {
      const tokensNormal = normal.at(pass);
      const gradients = keyValues.at(pass);
      const through = normalGradient.at(pass);
      const foldedTo = pass.passing(foldedGradient);
      contract(host, {
        ticks: 1,
        panels,
        rows: tokensNormal,
        rowCount: width,
        columns: gradients,
        columnCount: both,
        out: foldedTo,
      });
      const sums = foldedTo + FLOAT * width * both;
      sumRows(host, { ticks: 1, panels, rows: gradients, rowCount: both, out: sums });
      unfold(pass);
      multiply(host, {
        matrix: pass.passing(transposedInput),
        rows: width,
        inner: both,
        from: gradients,
        to: through,
        panels,
        bias: 0,
      });
      kernels.normaliseRowsGradient(
        through.address,
        tokensNormal.address,
        pass.kept(inverses),
        width,
        panels,
        through.panelStride,
        tokensNormal.panelStride,
      );
      contract(host, {
        ticks: 1,
        panels,
        rows: features.at(pass),
        rowCount: channels,
        columns: through,
        columnCount: width,
        out: pass.gradient(`${LINEAR}.weight`),
      });
      const out = pass.gradient(`${LINEAR}.bias`);
      sumRows(host, { ticks: 1, panels, rows: through, rowCount: width, out });
      mark("keys and values backward", flops + 2 * batch * images * tokens * width * both);
    },
    featureGradients(pass, addresses) {
      // The features themselves are not needed any more.
      const to = features.at(pass);
      multiply(host, {
        matrix: pass.passing(transposedLinear),
        rows: channels,
        inner: width,
        from: normalGradient.at(pass),
        to,
        panels,
        bias: 0,
      });
      addresses.forEach((tensor, image) => {
        eachPanel(to, image, { tensor, features: channels }, (panel, example, examples) => {
          kernels.unpackPanel(panel, example, tokens * channels, channels, examples);
        });
      });
      mark("features backward", 2 * batch * images * tokens * width * channels);
    },
    readTokens(pass, image, tensor) {
      const rows = normal.at(pass);
      eachPanel(rows, image, { tensor, features: width }, (panel, example, examples) => {
        kernels.unpackPanel(panel, example, tokens * width, width, examples);
      });
      const read = host.floats(tensor, batch * tokens * width);
      const scale = values(pass, `${NORM}.scale`, width);
      const shift = values(pass, `${NORM}.shift`, width);
      read.forEach((value, k) => read[k] = value * scale[k % width]! + shift[k % width]!);
    },
  };
}
