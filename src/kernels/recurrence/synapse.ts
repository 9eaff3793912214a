import { NORM_EPSILON } from "../../tensor/mod.ts";
import { mark } from "../profile.ts";
import { createDroppedRows } from "./dropped_rows.ts";
import { createLinear } from "./linear.ts";
import { createNormSums } from "./norm_rows.ts";
import { keepRows, type SavedRows } from "./saved_rows.ts";
import { FLOAT, type Frame, PANEL, type Pass, type Rows, type Section } from "./section.ts";
import { createUnetSynapse } from "./unet_synapse.ts";

/** What a synapse model is made of. */
export interface SynapseOptions {
  /** Rows that it reads. */
  readonly inputs: number;
  /** Rows that it writes. */
  readonly neurons: number;
  /** 1 for one gated layer, from 2 on the number of widths of a U-Net. */
  readonly depth: number;
  /** Rate of dropout in training. */
  readonly dropRate: number;
}

/** The synapse model: from what was read and the post-activations to the pre-activations. */
export interface Synapse extends Omit<Section, "finish"> {
  forward(pass: Pass, tick: number, input: Rows, output: Rows): void;
  /** Reads the gradient of a tick's output and writes that of its input. */
  backward(pass: Pass, tick: number, outputGradient: Rows, inputGradient: Rows): void;
  /**
   * Gradients of the parameters.
   *
   * @param inputs What was read at every tick.
   */
  finish(pass: Pass, inputs: SavedRows): void;
}

/** Creates the synapse model of a depth, see {@link Synapse}. */
export function createSynapse(frame: Frame, options: SynapseOptions): Synapse {
  return options.depth === 1
    ? createGatedSynapse(frame, options)
    : createUnetSynapse(frame, options);
}

/** Dropout, a linear map, a gate and a normalisation. */
function createGatedSynapse(
  frame: Frame,
  { inputs, neurons, dropRate }: SynapseOptions,
): Synapse {
  const { host, panels, ticks, training } = frame;
  const { kernels } = host;
  const dropped = createDroppedRows(frame, { rows: inputs, rate: dropRate });
  const map = createLinear(frame, {
    weight: "synapse.linear.weight",
    bias: "synapse.linear.bias",
    inputs,
    outputs: 2 * neurons,
  });
  const gated = keepRows(frame, { rows: 2 * neurons, ticks });
  /** Mean and inverse deviation of each example. */
  const perTick = 2 * panels * PANEL;
  const moments = frame.kept.reserve(training ? ticks * perTick : perTick);
  const momentsAt = (pass: Pass, tick: number) =>
    pass.kept(moments) + (training ? FLOAT * tick * perTick : 0);
  const sums = createNormSums(frame, "synapse.norm", neurons);

  return {
    prepare: map.prepare,
    forward(pass, tick, input, output) {
      const to = gated.at(pass, tick);
      map.forward(pass, dropped?.forward(pass, tick, input) ?? input, to);
      mark("synapse forward", map.flops);
      kernels.gatedNorm(
        to.address,
        momentsAt(pass, tick),
        output.address,
        pass.parameter("synapse.norm.scale"),
        pass.parameter("synapse.norm.shift"),
        neurons,
        panels,
        to.panelStride,
        output.panelStride,
        output.rowStride,
        NORM_EPSILON,
      );
      mark("gates and norms of synapses forward");
    },
    begin(pass) {
      map.begin(pass);
      sums.begin(pass);
    },
    backward(pass, tick, outputGradient, inputGradient) {
      const through = gated.at(pass, tick);
      kernels.gatedNormGradient(
        through.address,
        momentsAt(pass, tick),
        outputGradient.address,
        pass.parameter("synapse.norm.scale"),
        sums.scaleSums(pass),
        sums.shiftSums(pass),
        neurons,
        panels,
        through.panelStride,
        outputGradient.panelStride,
        outputGradient.rowStride,
      );
      mark("gates and norms of synapses backward");
      map.backward(pass, through, inputGradient);
      dropped?.backward(pass, tick, inputGradient);
      mark("synapse backward", map.flops);
    },
    finish(pass, read) {
      map.finish(pass, { x: dropped?.kept ?? read, yGradient: gated, ticks });
      sums.finish(pass);
      mark("weights of synapses backward", ticks * map.flops);
    },
  };
}
