import type * as tf from "../../tensor/tf.ts";
import type { WasmKernel } from "../install.ts";
import { mark, markOutside } from "../profile.ts";
import type { Block, Host } from "../wasm/host.ts";
import { type CoreAttributes, type CoreGradientAttributes, gradientOf } from "./recurrent_core.ts";
import type { ReportCore } from "./core_source.ts";
import { passRows, type SavedRows } from "./saved_rows.ts";
import { createLayout, FLOAT, type Frame, type Layout, PANEL, type Pass } from "./section.ts";

/** The inputs of a core by name. */
export type InputInfos = { readonly [name: string]: tf.TensorInfo };

/** A recurrent core of known sizes. */
export interface Core {
  readonly batch: number;
  readonly ticks: number;
  /** Width of what is predicted at a tick. */
  readonly answers: number;
  /** The next mask of dropout, see {@link Pass.mask}; `null` if nothing is dropped. */
  readonly mask: Pass["mask"] | null;
  /** Where the predictions are kept, `answers` rows a tick. */
  readonly predictions: SavedRows;
  /** Where the backward pass finds their gradients. */
  readonly predictionGradients: SavedRows;
  forward(pass: Pass): void;
  /** Computes the gradients of the inputs `names`. */
  backward(pass: Pass, names: ReadonlySet<string>): void;
  /** Hands over what happened inside, after a forward pass that kept it. Default: nothing. */
  report?(pass: Pass): void;
}

/** What a core is made in. */
export interface CoreSetting {
  readonly host: Host;
  /** Whether what happens at a tick is kept for later. */
  readonly keeps: boolean;
  readonly inputs: InputInfos;
}

/** Examples of a batch, from the maps and given answers. @throws {RangeError} If there are none. */
export function batchOf(inputs: InputInfos): number {
  const [name] = Object.keys(inputs).filter((name) => /^(map|given)\./.test(name));
  if (name === undefined) throw new RangeError("A core needs a map or a given answer");
  return inputs[name]!.shape[0]!;
}

/** A frame of known batch and ticks, with empty layouts. */
export function createFrame(
  { host, keeps }: CoreSetting,
  { batch, ticks }: { readonly batch: number; readonly ticks: number },
): Frame {
  return {
    host,
    batch,
    panels: Math.ceil(batch / PANEL),
    ticks,
    training: keeps,
    kept: createLayout(),
    passing: createLayout(),
  };
}

/** The layouts and the regions of the predictions, which every core has. */
export function reservePredictions(
  frame: Frame,
  answers: number,
): Pick<Core, "predictions" | "predictionGradients"> {
  const size = { rows: answers, ticks: frame.ticks };
  return {
    predictions: reserveAll(frame, size),
    predictionGradients: passRows(frame, size),
  };
}

/** Rows of all ticks, which are read after the last one even without training. */
function reserveAll(
  frame: Frame,
  size: { readonly rows: number; readonly ticks: number },
): SavedRows {
  const kept = passRows({ ...frame, passing: frame.kept }, size);
  return { at: (pass, ...place) => kept.at({ ...pass, passing: pass.kept }, ...place) };
}

/** A core with the layouts that it reserved its regions in. */
export interface LaidOutCore extends Core {
  readonly kept: Layout;
  readonly passing: Layout;
}

/**
 * The two kernels of a recurrent core. The forward kernel returns `[batch, ticks, answers]` and, if it
 * keeps what the backward pass reads, a block of memory as a second tensor. The backward pass writes
 * into that block, so it is made once.
 */
export function coreKernels<Options extends { readonly report: ReportCore | null }>(
  name: string,
  host: Host,
  create: (options: Options, setting: CoreSetting) => LaidOutCore,
): readonly WasmKernel[] {
  // By the data of the block, which stays the same object in every tensor that shares it.
  const waiting = new WeakMap<object, LaidOutCore>();

  function forward(inputs: InputInfos, { options, keeps }: CoreAttributes<Options>) {
    const core = create(options, { host, keeps: keeps || options.report !== null, inputs });
    const block = host.block(core.kept.floats());
    const pass = openPass(core, { block, inputs, host });
    markOutside();
    core.forward(pass);
    core.report?.(pass);
    const value = unpackPredictions(core, pass);
    mark("other");
    if (keeps) {
      waiting.set(block.tensor.dataId, core);
      return [value, block.tensor];
    }
    block.dispose();
    return [value];
  }

  function unpackPredictions(core: Core, pass: Pass): tf.TensorInfo {
    const { batch, ticks, answers } = core;
    const value = host.output([batch, ticks, answers]);
    eachPanel(core, (tick, panel, examples) => {
      const rows = core.predictions.at(pass, tick);
      host.kernels.unpackPanel(
        rows.address + FLOAT * panel * rows.panelStride,
        host.address(value) + FLOAT * (panel * PANEL * ticks + tick) * answers,
        ticks * answers,
        answers,
        examples,
      );
    });
    return value;
  }

  function backward(inputs: InputInfos, { names }: CoreGradientAttributes): tf.TensorInfo[] {
    const { dy, kept, ...others } = inputs as InputInfos & {
      dy: tf.TensorInfo;
      kept: tf.TensorInfo;
    };
    const core = waiting.get(kept.dataId);
    if (core === undefined) {
      throw new Error(`The gradient of this pass of ${name} was taken before`);
    }
    waiting.delete(kept.dataId);
    const outputs = names.map((name) => host.output(others[name]!.shape));
    const passing = host.block(core.passing.floats());
    const pass = openPass(core, {
      block: host.blockOf(kept),
      inputs: others,
      host,
      passing,
      gradients: new Map(outputs.map((output, i) => [names[i]!, output])),
    });
    markOutside();
    packGradients(core, pass, dy);
    core.backward(pass, new Set(names));
    mark("other");
    passing.dispose();
    return outputs;
  }

  function packGradients(core: Core, pass: Pass, dy: tf.TensorInfo): void {
    const { ticks, answers } = core;
    eachPanel(core, (tick, panel, examples) => {
      const rows = core.predictionGradients.at(pass, tick);
      host.kernels.packPanel(
        host.address(dy) + FLOAT * (panel * PANEL * ticks + tick) * answers,
        ticks * answers,
        rows.address + FLOAT * panel * rows.panelStride,
        answers,
        examples,
      );
    });
  }

  return [
    {
      kernelName: name,
      run: ({ inputs, attrs }) =>
        forward(inputs as InputInfos, attrs as unknown as CoreAttributes<Options>),
    },
    {
      kernelName: gradientOf(name),
      run: ({ inputs, attrs }) =>
        backward(inputs as InputInfos, attrs as unknown as CoreGradientAttributes),
    },
  ];
}

/** Calls `use` for every tick and panel, with the number of examples in the panel. */
function eachPanel(
  { batch, ticks }: Core,
  use: (tick: number, panel: number, examples: number) => void,
): void {
  for (let tick = 0; tick < ticks; tick++) {
    for (let panel = 0; panel * PANEL < batch; panel++) {
      use(tick, panel, Math.min(PANEL, batch - panel * PANEL));
    }
  }
}

function openPass(
  core: Core,
  { block, inputs, host, passing, gradients }: {
    readonly block: Block;
    readonly inputs: InputInfos;
    readonly host: Host;
    readonly passing?: Block;
    readonly gradients?: ReadonlyMap<string, tf.TensorInfo>;
  },
): Pass {
  const required = (info: tf.TensorInfo | undefined, name: string) => {
    if (info === undefined) throw new RangeError(`The core was not given ${name}`);
    return host.address(info);
  };
  return {
    kept: (offset) => block.address + offset,
    passing: (offset) => passing!.address + offset,
    parameter: (name) => required(inputs[name], name),
    gradient: (name) => required(gradients?.get(name), `room for the gradient of ${name}`),
    mask: core.mask ?? (() => null),
  };
}
