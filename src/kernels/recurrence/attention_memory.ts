import { NORM_EPSILON } from "../../tensor/mod.ts";
import { mark } from "../profile.ts";
import { foldNorm, type NormedMap, unfoldNorm } from "./folded_norm.ts";
import { contract, multiply, packedFloats, sumRows, type TickedRows } from "./products.ts";
import { keepRows, passRows, type SavedRows } from "./saved_rows.ts";
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
  /**
   * Keys of an image, `[panels][tokens]` panels. Whoever reads the memory writes their gradients in their
   * place before `finish`, after its last look at them.
   */
  keys(pass: Pass, image: number): Rows;
  /** The same of values. */
  values(pass: Pass, image: number): Rows;
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

/** Panels that are taken through all steps at a time, if an octet is not more. */
const GROUP = 48;

/** Some octets. */
interface Group {
  readonly first: number;
  readonly count: number;
  readonly panels: number;
  /** Their rows. */
  of(rows: TickedRows): TickedRows;
  /** Address of what their tokens were multiplied with to have variance 1. */
  inverses(pass: Pass): number;
}

/** Keys or values: their rows, and their half of the folded map. */
interface Half {
  readonly rows: SavedRows;
  readonly packed: number;
  readonly transposed: number;
  /** Where its columns of the folded map start, in bytes. */
  readonly column: number;
  /** Where its bias starts behind the folded map. */
  readonly bias: number;
}

/** Creates the section of keys and values, see {@link Memory}. */
export function createMemory(
  frame: Frame,
  { tokens, channels, width, reads = [frame.ticks] }: MemoryOptions,
): Memory {
  const { host, batch } = frame;
  const { kernels } = host;
  const images = reads.length;
  /** Of 8 examples of an image, `tokens` panels each. */
  const octets = images * frame.panels;
  const size = { rows: width, panels: octets * tokens };
  const both = 2 * width;
  const linearFlops = 2 * batch * images * tokens * width * channels;
  const inputFlops = 2 * batch * images * tokens * width * both;

  const features = keepRows(frame, { ...size, rows: channels });
  const normal = keepRows(frame, size);
  const inverses = frame.kept.reserve(size.panels * PANEL);
  const packedLinear = frame.kept.reserve(packedFloats(width, channels));
  /** `[width, 2 width]` with the scale, then `[2 width]` with the shift. */
  const folded = frame.kept.reserve(width * both + both);
  const normalGradient = passRows(frame, size);
  const transposedLinear = frame.passing.reserve(packedFloats(channels, width));
  /** Gradients of what is folded. */
  const foldedGradient = frame.passing.reserve(width * both + both);
  const [keys, values] = ([0, 1] as const).map((half) => ({
    rows: keepRows(frame, size),
    packed: frame.kept.reserve(packedFloats(width, width)),
    transposed: frame.passing.reserve(packedFloats(width, width)),
    column: FLOAT * half * width,
    bias: FLOAT * (width * both + half * width),
  })) as [Half, Half];
  const halves = [keys, values];

  /** The parts of the folded map, or of its gradient. */
  function parts(addressOf: (name: string) => number): NormedMap {
    const floats = (name: string, count: number) => host.floats(addressOf(name), count);
    return {
      scale: floats("keyValue.norm.scale", width),
      shift: floats("keyValue.norm.shift", width),
      weight: floats("attention.input.weight", 3 * width * width),
      bias: floats("attention.input.bias", 3 * width),
      first: width,
    };
  }

  /** The rows from an octet on. */
  function fromOctet(rows: TickedRows, octet: number): TickedRows {
    return { ...rows, address: rows.address + FLOAT * octet * tokens * rows.panelStride };
  }

  function ofImage(rows: TickedRows, image: number): TickedRows {
    return fromOctet(rows, image * frame.panels);
  }

  /** Calls `use` with some octets at a time, so that what one step writes the next reads from the cache. */
  function eachGroup(use: (group: Group) => void): void {
    const step = Math.max(1, Math.floor(GROUP / tokens));
    for (let first = 0; first < octets; first += step) {
      const count = Math.min(step, octets - first);
      use({
        first,
        count,
        panels: count * tokens,
        of: (rows) => fromOctet(rows, first),
        inverses: (pass) => pass.kept(inverses) + FLOAT * first * tokens * PANEL,
      });
    }
  }

  /**
   * Calls `visit` with each token's panel of some octets, the address of its first example in the image's
   * tensor, and the number of its examples.
   */
  function eachToken(
    rows: Rows,
    { first, count }: { readonly first: number; readonly count: number },
    { tensors, features }: { readonly tensors: readonly number[]; readonly features: number },
    visit: (panel: number, example: number, examples: number) => void,
  ): void {
    for (let i = 0; i < count; i++) {
      const tensor = tensors[Math.floor((first + i) / frame.panels)]!;
      const done = ((first + i) % frame.panels) * PANEL;
      for (let token = 0; token < tokens; token++) {
        visit(
          rows.address + FLOAT * (i * tokens + token) * rows.panelStride,
          tensor + FLOAT * (done * tokens + token) * features,
          Math.min(PANEL, batch - done),
        );
      }
    }
  }

  return {
    tokens,
    width,
    reads,
    prepare(pass) {
      foldNorm(parts(pass.parameter), host.floats(pass.kept(folded), width * both + both));
      const linear = pass.parameter(`${LINEAR}.weight`);
      kernels.packLeft(linear, pass.kept(packedLinear), width, channels, 1, width);
      for (const { packed, column } of halves) {
        kernels.packLeft(pass.kept(folded) + column, pass.kept(packed), width, width, 1, both);
      }
    },
    forward(pass, tensors) {
      eachGroup((group) => {
        const { panels } = group;
        const from = group.of(features.at(pass));
        const to = group.of(normal.at(pass));
        eachToken(from, group, { tensors, features: channels }, (panel, example, examples) => {
          kernels.packPanel(example, tokens * channels, panel, channels, examples);
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
        const scales = group.inverses(pass);
        kernels.normaliseRows(to.address, scales, width, panels, stride, NORM_EPSILON);
        for (const { rows, packed, bias } of halves) {
          multiply(host, {
            matrix: pass.kept(packed),
            rows: width,
            inner: width,
            from: to,
            to: group.of(rows.at(pass)),
            panels,
            bias: pass.kept(folded) + bias,
          });
        }
      });
      mark("keys and values forward", linearFlops + inputFlops);
    },
    keys: (pass, image) => ofImage(keys.rows.at(pass), image),
    values: (pass, image) => ofImage(values.rows.at(pass), image),
    begin(pass) {
      const linear = pass.parameter(`${LINEAR}.weight`);
      kernels.packLeft(linear, pass.passing(transposedLinear), channels, width, width, 1);
      for (const { transposed, column } of halves) {
        const to = pass.passing(transposed);
        kernels.packLeft(pass.kept(folded) + column, to, width, width, both, 1);
      }
    },
    finish(pass) {
      eachGroup((group) => {
        const { panels } = group;
        const common = { ticks: 1, panels, accumulate: group.first > 0 };
        const own = group.of(normal.at(pass));
        const through = group.of(normalGradient.at(pass));
        for (const half of halves) {
          const gradient = group.of(half.rows.at(pass));
          const out = pass.passing(foldedGradient);
          contract(host, {
            ...common,
            rows: own,
            rowCount: width,
            columns: gradient,
            columnCount: width,
            out: out + half.column,
            outStride: both,
          });
          const sums = { rows: gradient, rowCount: width, out: out + half.bias };
          sumRows(host, { ...common, ...sums });
          multiply(host, {
            matrix: pass.passing(half.transposed),
            rows: width,
            inner: width,
            from: gradient,
            to: through,
            panels,
            bias: 0,
            accumulate: half === values,
          });
        }
        kernels.normaliseRowsGradient(
          through.address,
          own.address,
          group.inverses(pass),
          width,
          panels,
          through.panelStride,
          own.panelStride,
        );
        contract(host, {
          ...common,
          rows: group.of(features.at(pass)),
          rowCount: channels,
          columns: through,
          columnCount: width,
          out: pass.gradient(`${LINEAR}.weight`),
        });
        const out = pass.gradient(`${LINEAR}.bias`);
        sumRows(host, { ...common, rows: through, rowCount: width, out });
      });
      const gradients = host.floats(pass.passing(foldedGradient), width * both + both);
      unfoldNorm(parts(pass.parameter), gradients, parts(pass.gradient));
      mark("keys and values backward", linearFlops + 2 * inputFlops);
    },
    featureGradients(pass, tensors) {
      eachGroup((group) => {
        // The features themselves are not needed any more.
        const to = group.of(features.at(pass));
        multiply(host, {
          matrix: pass.passing(transposedLinear),
          rows: channels,
          inner: width,
          from: group.of(normalGradient.at(pass)),
          to,
          panels: group.panels,
          bias: 0,
        });
        eachToken(to, group, { tensors, features: channels }, (panel, example, examples) => {
          kernels.unpackPanel(panel, example, tokens * channels, channels, examples);
        });
      });
      mark("features backward", linearFlops);
    },
    readTokens(pass, image, tensor) {
      const octets = { first: image * frame.panels, count: frame.panels };
      const place = { tensors: reads.map(() => tensor), features: width };
      eachToken(ofImage(normal.at(pass), image), octets, place, (panel, example, examples) => {
        kernels.unpackPanel(panel, example, tokens * width, width, examples);
      });
      const read = host.floats(tensor, batch * tokens * width);
      const { scale, shift } = parts(pass.parameter);
      read.forEach((value, k) => read[k] = value * scale[k % width]! + shift[k % width]!);
    },
  };
}
