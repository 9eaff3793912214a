import { mark } from "../profile.ts";
import {
  factorOf,
  finishLayer,
  LANES,
  layerParameters,
  packedLayerFloats,
} from "./neuron_parameters.ts";
import { type NeuronLevelModels, windowAt } from "./neuron_level_model.ts";
import { windowWeightGradients } from "./neuron_weights.ts";
import { oddLines } from "./saved_rows.ts";
import { FLOAT, type Frame, PANEL, type Pass } from "./section.ts";

/**
 * Deep neuron-level models without norms and dropout: both layers in one kernel, and the weights of the
 * first one from all ticks at once.
 */
export function createDeepNeurons(
  frame: Frame,
  { neurons, memory, width }: {
    readonly neurons: number;
    readonly memory: number;
    readonly width: number;
  },
): NeuronLevelModels {
  const { host, batch, panels, ticks, training } = frame;
  const { kernels } = host;
  const outputs = 2 * width;
  const first = { index: 0, neurons, inputs: memory, outputs };
  const second = { index: 1, neurons, inputs: width, outputs: 2 };
  const flops = 2 * batch * neurons * (memory * outputs + 2 * width);

  const packed = frame.kept.reserve(packedLayerFloats(first));
  const inputWeights = frame.passing.reserve(neurons * memory * outputs);
  // Values and sigmoids of gates. Without training one neuron overwrites the other.
  const gatedNeuron = panels * outputs * PANEL;
  const secondNeuron = panels * 2 * PANEL;
  const gatedTick = oddLines(neurons * gatedNeuron);
  const secondTick = oddLines(neurons * secondNeuron);
  const gated = frame.kept.reserve(training ? ticks * gatedTick : gatedNeuron);
  const seconds = frame.kept.reserve(training ? ticks * secondTick : secondNeuron);
  const gatedAt = (pass: Pass, tick: number) =>
    pass.kept(gated) + (training ? FLOAT * tick * gatedTick : 0);
  const secondAt = (pass: Pass, tick: number) =>
    pass.kept(seconds) + (training ? FLOAT * tick * secondTick : 0);

  const biasSums = frame.passing.reserve(LANES * neurons * outputs);
  const secondWeightSums = frame.passing.reserve(LANES * neurons * outputs);
  const secondBiasSums = frame.passing.reserve(LANES * neurons * 2);

  return {
    prepare(pass) {
      const { weight, bias } = layerParameters(pass, first);
      const factor = factorOf(frame, pass, first);
      kernels.packNeuronLayer(weight, bias, pass.kept(packed), neurons, memory, outputs, factor);
    },
    forward(pass, tick, history, output) {
      const { address, panelStride } = windowAt(history, tick);
      const { weight, bias } = layerParameters(pass, second);
      kernels.neuronLayers(
        address,
        pass.kept(packed),
        gatedAt(pass, tick),
        secondAt(pass, tick),
        weight,
        bias,
        output.address,
        neurons,
        panels,
        memory,
        width,
        factorOf(frame, pass, second),
        panelStride,
        training ? gatedNeuron : 0,
        training ? secondNeuron : 0,
        output.panelStride,
        output.rowStride,
      );
      mark("neuron-level models forward", flops);
    },
    begin(pass) {
      const { weight } = layerParameters(pass, first);
      kernels.packNeuronInputs(weight, pass.passing(inputWeights), neurons, memory, outputs);
      kernels.clear(pass.passing(biasSums), LANES * neurons * outputs);
      kernels.clear(pass.passing(secondWeightSums), LANES * neurons * outputs);
      kernels.clear(pass.passing(secondBiasSums), LANES * neurons * 2);
    },
    backward(pass, tick, outputGradient, historyGradient) {
      const { address, panelStride } = windowAt(historyGradient, tick);
      kernels.neuronLayersGradient(
        gatedAt(pass, tick),
        secondAt(pass, tick),
        layerParameters(pass, second).weight,
        outputGradient.address,
        pass.passing(inputWeights),
        address,
        pass.passing(biasSums),
        pass.passing(secondWeightSums),
        pass.passing(secondBiasSums),
        neurons,
        panels,
        memory,
        width,
        factorOf(frame, pass, first),
        factorOf(frame, pass, second),
        outputGradient.panelStride,
        outputGradient.rowStride,
        panelStride,
      );
      mark("neuron-level models backward", flops);
    },
    finish(pass, history) {
      windowWeightGradients(frame, pass, {
        size: first,
        windows: windowAt(history, 0),
        gradients: { address: gatedAt(pass, 0), tickStride: gatedTick },
      });
      kernels.sumLanesOfRows(
        pass.passing(secondWeightSums),
        pass.gradient("nlm.1.weight"),
        neurons * outputs,
        0,
      );
      finishLayer(frame, pass, first, pass.passing(biasSums));
      finishLayer(frame, pass, second, pass.passing(secondBiasSums));
      mark(
        "weights of neuron-level models backward",
        ticks * 2 * batch * neurons * memory * outputs,
      );
    },
  };
}
