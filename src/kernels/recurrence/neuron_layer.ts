import { NORM_EPSILON } from "../../tensor/mod.ts";
import { mark } from "../profile.ts";
import { createNormSums } from "./norm_rows.ts";
import { contractNeurons, windowWeightGradients } from "./neuron_weights.ts";
import type { History } from "./neuron_level_model.ts";
import {
  factorOf,
  finishLayer,
  LANES,
  layerParameters,
  packedLayerFloats,
} from "./neuron_parameters.ts";
import { oddLines } from "./saved_rows.ts";
import { FLOAT, type Frame, PANEL, type Pass, type Rows, type Section } from "./section.ts";

/** What one layer of all neurons is made of. */
export interface NeuronLayerOptions {
  /** 0 or 1: its place in the names of the parameters. */
  readonly index: number;
  readonly neurons: number;
  readonly inputs: number;
  /** Behind the gate. */
  readonly width: number;
  /** Whether it normalises what it reads. */
  readonly norm: boolean;
  /** Rate of dropout of what it reads, before the norm. */
  readonly dropRate: number;
}

/** Blocks of what a neuron reads, one a neuron and panel, rows 8 floats apart; and the same as rows. */
export interface Between {
  readonly blocks: History;
  /** Row stride is the distance of two neurons. */
  readonly rows: Rows;
}

/** One gated layer of all neurons, with dropout and normalisation of what it reads. */
export interface NeuronLayer extends Omit<Section, "finish"> {
  /** Where the layer before may write what this one reads at the tick under way. */
  input(pass: Pass): Between;
  /** Where the gradient of that goes. */
  inputGradient(pass: Pass): Between;
  /** Reads a block of rows for every neuron and panel. */
  forward(pass: Pass, tick: number, blocks: History, output: Rows): void;
  /** Adds to the gradient of what was read; {@link NeuronLayer.inputGradient} is cleared first. */
  backward(pass: Pass, tick: number, outputGradient: Rows, blocks: History): void;
  /**
   * Gradients of the parameters.
   *
   * @param windows What was read at tick 0, if that of every tick begins one row after that of the tick
   *   before. Needed where the layer neither drops nor normalises: then it keeps nothing of it.
   */
  finish(pass: Pass, windows: History | null): void;
}

/** Creates the layer `index`, see {@link NeuronLayer}. */
export function createNeuronLayer(
  frame: Frame,
  { index, neurons, inputs, width, norm, dropRate }: NeuronLayerOptions,
): NeuronLayer {
  const { host, batch, panels, ticks, training } = frame;
  const { kernels } = host;
  const size = { index, neurons, inputs, outputs: 2 * width };
  const { outputs } = size;
  const name = `nlm.${index}.norm`;
  const flops = 2 * batch * neurons * inputs * outputs;

  const blocks = neurons * panels;
  const block = inputs * PANEL;
  const gatedBlock = outputs * PANEL;
  /** A region with one block of `floats` a neuron and panel, at every tick in training. */
  const perTick = (floats: number) => {
    const tickStride = oddLines(blocks * floats);
    const offset = frame.kept.reserve(training ? ticks * tickStride : tickStride);
    const at = (pass: Pass, tick: number) =>
      pass.kept(offset) + (training ? FLOAT * tick * tickStride : 0);
    return { at, tickStride };
  };
  /** Whether it reads what it is given as it is. */
  const direct = !norm && dropRate === 0;
  /** What the layer reads after dropout and norm, and the norm's own result and deviations. */
  const read = perTick(direct ? 0 : block);
  const normal = norm ? perTick(block) : null;
  const inverses = norm ? perTick(PANEL) : null;
  const masks = dropRate > 0 ? perTick(block) : null;
  const gated = perTick(gatedBlock);
  const packed = frame.kept.reserve(packedLayerFloats(size));
  const between = frame.kept.reserve(index > 0 ? blocks * block : 0);

  const betweenGradient = frame.passing.reserve(index > 0 ? blocks * block : 0);
  const readGradient = frame.passing.reserve(direct ? 0 : blocks * block);
  const inputWeights = frame.passing.reserve(neurons * inputs * outputs);
  const biasSums = frame.passing.reserve(LANES * neurons * outputs);
  const sums = norm ? createNormSums(frame, name, inputs) : null;

  const placed = (address: number): Between => ({
    blocks: { address, panelStride: block },
    rows: { address, panelStride: block, rowStride: panels * block },
  });

  /** Draws the mask of `[neurons, inputs, batch]` into blocks; examples beyond the batch become 0. */
  function drawMask(pass: Pass, to: number): void {
    const mask = pass.mask(neurons * inputs * batch, dropRate)!;
    const view = host.floats(to, blocks * block);
    view.fill(0);
    let from = 0;
    for (let neuron = 0; neuron < neurons; neuron++) {
      for (let input = 0; input < inputs; input++) {
        for (let example = 0; example < batch; example++) {
          const panel = Math.floor(example / PANEL);
          const row = (neuron * panels + panel) * inputs + input;
          view[row * PANEL + example % PANEL] = mask[from++]!;
        }
      }
    }
  }

  /** Drops and normalises what is read at a tick. */
  function prepareInput(pass: Pass, tick: number, { address, panelStride }: History): History {
    const own = read.at(pass, tick);
    const before = normal?.at(pass, tick) ?? own;
    kernels.copyPanelRows(address, panelStride, PANEL, before, block, inputs, blocks);
    if (masks !== null) {
      const mask = masks.at(pass, tick);
      drawMask(pass, mask);
      kernels.multiply(before, mask, before, blocks * block);
    }
    if (normal !== null) {
      const deviations = inverses!.at(pass, tick);
      kernels.normaliseRows(before, deviations, inputs, blocks, block, NORM_EPSILON);
      const [scale, shift] = [pass.parameter(`${name}.scale`), pass.parameter(`${name}.shift`)];
      kernels.scaleAndShiftRows(before, own, scale, shift, inputs, blocks, block, block, PANEL);
    }
    return { address: own, panelStride: block };
  }

  /** Takes the gradient at `gradient` through norm and dropout, and adds it to that of what was read. */
  function finishInput(pass: Pass, tick: number, gradient: number, to: History): void {
    if (normal !== null) {
      kernels.layerNormGradient(
        gradient,
        normal.at(pass, tick),
        inverses!.at(pass, tick),
        pass.parameter(`${name}.scale`),
        gradient,
        sums!.scaleSums(pass),
        sums!.shiftSums(pass),
        inputs,
        blocks,
        block,
        PANEL,
        block,
        block,
      );
    }
    if (masks !== null) {
      kernels.multiply(gradient, masks.at(pass, tick), gradient, blocks * block);
    }
    kernels.addPanelRows(gradient, block, PANEL, to.address, to.panelStride, inputs, blocks);
  }

  return {
    input: (pass) => placed(pass.kept(between)),
    inputGradient: (pass) => placed(pass.passing(betweenGradient)),
    prepare(pass) {
      const { weight, bias } = layerParameters(pass, size);
      const factor = factorOf(frame, pass, size);
      kernels.packNeuronLayer(weight, bias, pass.kept(packed), neurons, inputs, outputs, factor);
    },
    forward(pass, tick, blocks, output) {
      const { address, panelStride } = direct ? blocks : prepareInput(pass, tick, blocks);
      kernels.neuronLayer(
        address,
        pass.kept(packed),
        gated.at(pass, tick),
        output.address,
        neurons,
        panels,
        inputs,
        width,
        panelStride,
        panels * gatedBlock,
        output.panelStride,
        output.rowStride,
      );
      mark("neuron-level models forward", flops);
    },
    begin(pass) {
      const { weight } = layerParameters(pass, size);
      kernels.packNeuronInputs(weight, pass.passing(inputWeights), neurons, inputs, outputs);
      kernels.clear(pass.passing(biasSums), LANES * neurons * outputs);
      sums?.begin(pass);
    },
    backward(pass, tick, outputGradient, to) {
      const own: History = { address: pass.passing(readGradient), panelStride: block };
      const between = to.address === pass.passing(betweenGradient);
      if (between) kernels.clear(to.address, blocks * block);
      if (!direct) kernels.clear(own.address, blocks * block);
      const { address, panelStride } = direct ? to : own;
      kernels.neuronLayerGradient(
        gated.at(pass, tick),
        outputGradient.address,
        pass.passing(inputWeights),
        address,
        pass.passing(biasSums),
        neurons,
        panels,
        inputs,
        width,
        factorOf(frame, pass, size),
        outputGradient.panelStride,
        outputGradient.rowStride,
        panelStride,
      );
      if (!direct) finishInput(pass, tick, own.address, to);
      mark("neuron-level models backward", flops);
    },
    finish(pass, windows) {
      const gradients = { address: gated.at(pass, 0), tickStride: gated.tickStride };
      if (direct) windowWeightGradients(frame, pass, { size, windows: windows!, gradients });
      else {
        const { tickStride } = read;
        const kept = { address: read.at(pass, 0), panelStride: block, tickStride };
        contractNeurons(frame, pass, { size, read: kept, gradients });
      }
      finishLayer(frame, pass, size, pass.passing(biasSums));
      sums?.finish(pass);
      mark("weights of neuron-level models backward", ticks * flops);
    },
  };
}
