import { createDeepNeurons } from "./deep_neurons.ts";
import { createNeuronLayer, type NeuronLayer } from "./neuron_layer.ts";
import { type Frame, PANEL, type Pass, type Rows, type Section } from "./section.ts";

/** What neuron-level models are made of. */
export interface NeuronLevelModelOptions {
  readonly neurons: number;
  /** Pre-activations that a neuron reads. */
  readonly memory: number;
  /** Hidden width of deep models. */
  readonly width: number;
  /** Two layers, or one. */
  readonly deep: boolean;
  /** Whether every layer normalises what it reads. */
  readonly norm: boolean;
  /** Rate of dropout before every layer in training. */
  readonly dropRate: number;
}

/**
 * Histories, `[neurons][panels][memory + ticks][8]`: a window of `memory` rows slides by one row a
 * tick.
 */
export interface History {
  readonly address: number;
  /** From one panel of a neuron to the next, the last panel to the first one of the next neuron included. */
  readonly panelStride: number;
}

/** The neuron-level models of all neurons: from histories to post-activations. */
export interface NeuronLevelModels extends Omit<Section, "finish"> {
  /** Reads rows `tick + 1` to `tick + memory` of every history. */
  forward(pass: Pass, tick: number, history: History, output: Rows): void;
  /** Adds to the gradient of the histories. */
  backward(pass: Pass, tick: number, outputGradient: Rows, historyGradient: History): void;
  /** Gradients of the parameters. */
  finish(pass: Pass, history: History): void;
}

/** The block of rows that a history's window begins with at a tick. @internal */
export function windowAt({ address, panelStride }: History, tick: number): History {
  return { address: address + (tick + 1) * PANEL * Float32Array.BYTES_PER_ELEMENT, panelStride };
}

/** Creates the neuron-level models, see {@link NeuronLevelModels}. */
export function createNeuronLevelModels(
  frame: Frame,
  options: NeuronLevelModelOptions,
): NeuronLevelModels {
  const { neurons, memory, width, deep, norm, dropRate } = options;
  if (deep && !norm && dropRate === 0) return createDeepNeurons(frame, { neurons, memory, width });
  const layer = (index: number, inputs: number, outputs: number): NeuronLayer =>
    createNeuronLayer(frame, { index, neurons, inputs, width: outputs, norm, dropRate });
  return deep ? inTurn(layer(0, memory, width), layer(1, width, 1)) : alone(layer(0, memory, 1));
}

/** One layer. */
function alone(layer: NeuronLayer): NeuronLevelModels {
  return {
    prepare: layer.prepare,
    begin: layer.begin,
    forward: (pass, tick, history, output) =>
      layer.forward(pass, tick, windowAt(history, tick), output),
    backward: (pass, tick, outputGradient, historyGradient) =>
      layer.backward(pass, tick, outputGradient, windowAt(historyGradient, tick)),
    finish: (pass, history) => layer.finish(pass, windowAt(history, 0)),
  };
}

/** Two layers, the second of which reads what the first one wrote. */
function inTurn(first: NeuronLayer, second: NeuronLayer): NeuronLevelModels {
  return {
    prepare(pass) {
      first.prepare(pass);
      second.prepare(pass);
    },
    begin(pass) {
      first.begin(pass);
      second.begin(pass);
    },
    forward(pass, tick, history, output) {
      const between = second.input(pass);
      first.forward(pass, tick, windowAt(history, tick), between.rows);
      second.forward(pass, tick, between.blocks, output);
    },
    backward(pass, tick, outputGradient, historyGradient) {
      const between = second.inputGradient(pass);
      second.backward(pass, tick, outputGradient, between.blocks);
      first.backward(pass, tick, between.rows, windowAt(historyGradient, tick));
    },
    finish(pass) {
      first.finish(pass, null);
      second.finish(pass, null);
    },
  };
}
